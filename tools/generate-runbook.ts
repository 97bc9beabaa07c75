// Writes the tables of docs/runbook.md: the alarms and what outlives its stack, from the synthesized templates.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../infra/config/load.ts';
import { ofType, property, readStacks, withAssembly, type SynthesizedStack } from './docs/cloud-assembly.ts';
import { generalNames } from './docs/general-names.ts';
import { table, withBlocks } from './docs/generated-blocks.ts';
import { sectionOf } from './docs/alarm-sections.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const FILE = join(DOCS, 'runbook.md');

/** The text of docs/runbook.md with its tables made anew, of the cloud assembly in the directory. */
export function runbook(text: string, directory: string): string {
  const { app, environments } = loadConfiguration();
  const stacks = readStacks(directory);
  const prefixes = environments.map(({ name }) => `${app}-${name}-`);
  const general = generalNames(app, environments);
  return withBlocks(text, { alarms: alarms(stacks, prefixes), retained: retained(stacks, general) });
}

function alarms(stacks: readonly SynthesizedStack[], prefixes: readonly string[]): string {
  const suffixes = stacks
    .flatMap((stack) => ofType(stack, 'AWS::CloudWatch::Alarm'))
    .map((alarm) => property(alarm, 'AlarmName') as string)
    .map((name) => name.slice(prefixes.find((prefix) => name.startsWith(prefix))?.length ?? 0));
  const headings = readFileSync(join(DOCS, 'alarms.md'), 'utf8');
  const bySection = Map.groupBy([...new Set(suffixes)].toSorted(), (suffix) => sectionOf(suffix, headings));
  return table(
    ['section', 'alarms, after `<app>-<environment>-`'],
    [...bySection]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([section, names]) => [`[${section}](alarms.md#${section})`, names.map((name) => `\`${name}\``).join(', ')]),
  );
}

/** One row for what all environments have. */
function retained(stacks: readonly SynthesizedStack[], general: (name: string) => string): string {
  const rows = stacks.flatMap(({ name, resources }) =>
    Object.values(resources)
      .filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')
      .map((resource) => {
        const named = ['TableName', 'LogGroupName', 'RepositoryName', 'Family', 'DBInstanceIdentifier', 'BucketName']
          .map((key) => resource.Properties?.[key])
          .find((value) => typeof value === 'string');
        return [`\`${general(name)}\``, `\`${resource.Type}\``, named === undefined ? '' : `\`${general(named)}\``];
      }),
  );
  const distinct = new Map(rows.map((row) => [row.join('\n'), row]));
  return table(['stack', 'type', 'name, where it is fixed'], [...distinct.values()]);
}

if (import.meta.main)
  writeFileSync(
    FILE,
    withAssembly((directory) => runbook(readFileSync(FILE, 'utf8'), directory)),
  );
