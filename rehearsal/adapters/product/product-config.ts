import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

const command = z.array(z.string().min(1)).min(1);

const schema = z.strictObject({
  /**
   * The product's own commands, run as processes in the folder of the configuration file.
   * `{assembly}`, `{release}`, `{stack}` and `{report}` are replaced.
   */
  commands: z.strictObject({ build: command, synthesize: command, deploy: command, finish: command }),
  /** Images that the templates name and that are built from a Dockerfile of the product. */
  images: z.array(z.strictObject({ repository: z.string().min(2), context: z.string(), dockerfile: z.string() })),
  drill: z.strictObject({
    /** Name of the stage whose releases are played. */
    environment: z.string(),
    /** The stack whose outputs the deploy command reads. */
    serviceStack: z.string(),
    requestsPerSecond: z.number().int().min(1).max(2000),
    /** Requested in turn; each must answer 200. */
    paths: z.array(z.string().startsWith('/')).min(1),
    /**
     * What the bad release does: this share of the requests that reach it through the listener of that port answers 500,
     * save those whose path matches `spared`. So it passes its health checks and its hook, and fails its users.
     */
    fault: z.strictObject({
      share: z.number().gt(0).max(1),
      spared: z.string(),
      listenerPort: z.number().int().min(1).max(65_535),
    }),
  }),
});

export type ProductConfig = z.infer<typeof schema> & {
  /** Absolute folder of the product. */
  root: string;
};

/** A configuration that cannot be used; the message says what to write where. */
class ProductConfigError extends Error {
  override readonly name = 'ProductConfigError';
}

/** Reads `rehearsal.config.json`: the only thing the engine knows of the product it rehearses. */
export function readProductConfig(path: string): ProductConfig {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new ProductConfigError(
      `${file} does not exist. Run from the repository's root, or name it with --config FILE.`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ProductConfigError(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw new ProductConfigError(`${file} cannot be used.\n${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, root: dirname(file) };
}
