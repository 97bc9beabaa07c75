import { readFileSync } from 'node:fs';
import { dev } from './dev.ts';
import { image } from './image.ts';
import { prod } from './prod.ts';
import { configurationSchema, type Configuration } from './schema.ts';
import { tools } from './tools.ts';

const DEFAULT: Configuration = { app: 'picus', tools, image, environments: [dev, prod] };
const DEFAULT_SOURCE = 'infra/config/{tools,image,dev,prod}.ts';

/** The repository's own configuration, or that of a JSON file of the same shape. */
export function loadConfiguration(file?: string): Configuration {
  return file === undefined ? parseConfiguration(DEFAULT, DEFAULT_SOURCE) : parseConfiguration(readJson(file), file);
}

/** @throws ConfigurationError with one line a mistake: where it is and what to write there. */
export function parseConfiguration(data: unknown, source: string): Configuration {
  const parsed = configurationSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    source,
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || '(top level)'}: ${issue.message}`),
  );
}

class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];
  constructor(source: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `The configuration in ${source} needs a change:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      options,
    );
    this.problems = problems;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(file, ['(file): write the path of a readable JSON file after -c config='], { cause });
  }
}
