import { loadConfiguration, parseConfiguration } from '../../infra/config/load.ts';
import type { Configuration } from '../../infra/config/schema.ts';

export interface Field {
  readonly path: string;
  /** What the schema says to write there. */
  readonly write: string;
  /** As committed. */
  readonly value: unknown;
}

/** One of several shapes each, and one message for all of them. */
const CHOICES = ['access', 'domain', 'database', 'slack'];
/** One of them is wrong for whatever a field holds; which message comes is the schema's affair. */
const WRONG = [null, '', [], 0, -1];

/** The fields of a part of the configuration, with what the schema says of a wrong value: the messages are its own. */
export function fieldsOf(...part: readonly (string | number)[]): Field[] {
  const configuration = loadConfiguration();
  return leaves(valueAt(configuration, part)).map((leaf) => {
    const path = [...part, ...leaf];
    return { path: leaf.join('.'), write: messageFor(configuration, path), value: valueAt(configuration, path) };
  });
}

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): Path[] {
  const isLeaf =
    value === null || typeof value !== 'object' || Array.isArray(value) || CHOICES.includes(String(path.at(-1)));
  return isLeaf ? [path] : Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((at, key) => (at as Record<string | number, unknown>)[key], value);

/** @throws where no wrong value brings a message of ours. */
function messageFor(configuration: Configuration, path: Path): string {
  for (const wrong of WRONG) {
    const changed = structuredClone(configuration);
    const parent = valueAt(changed, path.slice(0, -1)) as Record<string | number, unknown>;
    parent[path.at(-1) ?? ''] = wrong;
    const prefix = `${path.join('.')}: write `;
    const said = problemsOf(changed).find((problem) => problem.startsWith(prefix));
    if (said !== undefined) return said.slice(prefix.length);
  }
  throw new Error(`The schema does not say what to write for ${path.join('.')}`);
}

function problemsOf(configuration: unknown): readonly string[] {
  try {
    parseConfiguration(configuration, 'a wrong value');
    return [];
  } catch (error) {
    return (error as { problems?: readonly string[] }).problems ?? [];
  }
}
