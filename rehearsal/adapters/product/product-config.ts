import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

const command = z.array(z.string().min(1)).min(1);

const request = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  /** With its query; `{id}` stands for the id of the thing it is about. */
  path: z.string().startsWith('/'),
  /** Sent as JSON; `{id}` is replaced in its texts. */
  body: z.json().optional(),
  /** Each other status is a failure. */
  statuses: z.array(z.int().min(200).max(599)).min(1).default([200]),
  /** How often, relative to the others. */
  weight: z.int().min(1).default(1),
  /** What it makes, reads or deletes: only what was made is read, and only what nobody asks for any more is deleted. */
  about: z.strictObject({ thing: z.string().min(1), does: z.enum(['create', 'read', 'delete']) }).optional(),
});

const certificate = z.strictObject({
  arn: z.string().regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, {
    error: 'Write the ARN of a certificate of ACM: arn:aws:acm:<region>:<account>:certificate/<id>.',
  }),
  /** What it is for, the first is its domain name; `*.` stands for one label. */
  domains: z
    .array(
      z.string().regex(/^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/, {
        error: 'Write domain names in lower case, for example app.example.com or *.example.com.',
      }),
    )
    .min(1, { error: 'Name at least one domain that the certificate is for.' }),
});

const drill = z.strictObject({
  /** Name of the stage whose releases are played. */
  environment: z.string(),
  /** The stack whose outputs the deploy command reads. */
  serviceStack: z.string(),
  /** The stack of a function that is released before the service, by the same deploy command. */
  functionsStack: z.string().optional(),
  requestsPerSecond: z.number().int().min(1).max(2000),
  /** Sent in turn. The first needs no `about`: it stands in while there is nothing to read or delete yet. */
  requests: z.array(request).min(1),
  /** How releases are played as pushed commits: `npm start -- --pipeline`. */
  pipeline: z
    .strictObject({
      name: z.string(),
      /**
       * What makes a release of the last commit: in each file, the first place of `find` becomes `replace`, in which
       * `{release}` stands for the label. Both commits have all of them, so they differ in the label only.
       */
      edits: z.array(z.strictObject({ file: z.string(), find: z.string().min(1), replace: z.string() })).min(1),
      /** The action that the edits add to the pipeline. */
      addedAction: z.strictObject({ stage: z.string(), action: z.string() }),
    })
    .optional(),
  /** Where the service's own metrics are, if it has any: Requests, ServerErrors and Duration by version. */
  metrics: z
    .strictObject({ namespace: z.string(), dimensions: z.record(z.string(), z.string()), by: z.string() })
    .optional(),
  /**
   * What the bad release does: this share of the requests that reach it through the listener of that port answers 500,
   * save those whose path matches `spared`. So it passes its health checks and its hook, and fails its users.
   */
  fault: z.strictObject({
    share: z.number().gt(0).max(1),
    spared: z.string(),
    /** Default: the port of the listener whose traffic releases shift. */
    listenerPort: z.number().int().min(1).max(65_535).optional(),
  }),
});

const schema = z.strictObject({
  /**
   * The product's own commands, run as processes in the folder of the configuration file.
   * `{assembly}`, `{release}`, `{stack}`, `{report}` and `{minuteSeconds}` (what a minute of metrics takes) are replaced.
   */
  commands: z.strictObject({
    build: command,
    synthesize: command,
    /** Only where releases are played, as is `finish`. */
    deploy: command.optional(),
    finish: command.optional(),
  }),
  /** Images that the templates name and that are built from a Dockerfile of the product. */
  images: z.array(z.strictObject({ repository: z.string().min(2), context: z.string(), dockerfile: z.string() })),
  /** Access tokens for an environment that restricts access: the engine issues them, and publishes its keys at that URL. */
  issuer: z
    .strictObject({
      /** `AUTH_ISSUER` of the environment. */
      url: z.url({ protocol: /^https$/ }),
      /** `AUTH_AUDIENCE` of the environment. */
      audience: z.string().min(1),
    })
    .optional(),
  /** Certificates that accounts have before anything is deployed: those that templates name by ARN. */
  certificates: z.array(certificate).optional(),
  /** What `npm start` plays; `npm run rehearse` needs none. */
  drill: drill.optional(),
});

export type ProductConfig = z.infer<typeof schema> & {
  /** Absolute folder of the product. */
  root: string;
};

/** A product whose releases can be played. */
export interface DrilledProduct extends ProductConfig {
  commands: Required<ProductConfig['commands']>;
  drill: z.infer<typeof drill>;
}

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

/** The same, for whoever plays releases. */
export function readDrilledProduct(path: string): DrilledProduct {
  const config = readProductConfig(path);
  const { commands, drill: played } = config;
  const { deploy, finish } = commands;
  if (deploy && finish && played) return { ...config, commands: { ...commands, deploy, finish }, drill: played };
  const missing = Object.entries({ 'commands.deploy': deploy, 'commands.finish': finish, drill: played })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  throw new ProductConfigError(
    `${resolve(path)} says nothing that could be played: write ${missing.join(', ')}. \`npm run rehearse\` needs none of them.`,
  );
}
