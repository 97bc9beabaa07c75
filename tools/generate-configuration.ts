// Writes the tables of docs/deploy-to-aws.md: each field of the configuration, with the schema's own words.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../infra/config/load.ts';
import { fieldsOf, type Field } from './docs/configuration-fields.ts';
import { table, withBlocks } from './docs/generated-blocks.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'deploy-to-aws.md');

/** The text of docs/deploy-to-aws.md with its tables made anew. */
export function configuration(text: string): string {
  const { environments } = loadConfiguration();
  const byEnvironment = environments.map((_environment, index) => new Map(fieldsOf('environments', index).map(byPath)));
  const [first = new Map<string, Field>()] = byEnvironment;
  return withBlocks(text, {
    tools: table(['field', 'write', 'default'], rows(fieldsOf('tools'))),
    image: table(['field', 'write', 'default'], rows(fieldsOf('image'))),
    environment: table(
      ['field', 'write', ...environments.map(({ name }) => name)],
      [...first.values()].map(({ path, write }) => [
        `\`${path}\``,
        plainText(write),
        ...byEnvironment.map((fields) => shown(fields.get(path)?.value)),
      ]),
    ),
  });
}

const byPath = (field: Field) => [field.path, field] as const;
const rows = (fields: readonly Field[]) =>
  fields.map(({ path, write, value }) => [`\`${path}\``, plainText(write), shown(value)]);

const LONGEST = 50;
function shown(value: unknown): string {
  const text = JSON.stringify(value).replaceAll('"', "'");
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}\``;
}

/** Values that Markdown would change stand as code. */
const plainText = (text: string) => text.replaceAll(/(?<!\w)'([^']*)'/g, '`$1`').replaceAll('<', '&lt;');

if (import.meta.main) writeFileSync(FILE, configuration(readFileSync(FILE, 'utf8')));
