// Writes the tables of docs/security.md: roles from the synthesized templates, accepted findings from the report on rules.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../infra/config/load.ts';
import { readJson, readStacks, withAssembly } from './docs/cloud-assembly.ts';
import { generalNames } from './docs/general-names.ts';
import { table, withBlocks } from './docs/generated-blocks.ts';
import { acceptedFindings, type ValidationReport } from './security/findings.ts';
import { rolesOf, type RoleSummary } from './security/roles.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'security.md');

/** The text of docs/security.md with its tables made anew, of the cloud assembly in the directory. */
export function security(text: string, directory: string): string {
  const { app, environments } = loadConfiguration();
  const names = environments.map(({ name }) => name);
  const stacks = readStacks(directory);
  const ofPipeline = stacks.filter(({ name }) => name.startsWith(`${app}-pipeline`));
  const ofEnvironments = stacks.filter((stack) => !ofPipeline.includes(stack));
  const report = readJson(join(directory, 'validation-report.json')) as ValidationReport;
  const findings = acceptedFindings(report, { app, environments: names });

  const violations = new Map(
    report.pluginReports.map((each) => [each.pluginName, each.violations?.length ?? 0] as const),
  );

  const general = generalNames(app, environments);
  return withBlocks(text, {
    'environment-roles': roles(
      ofEnvironments.flatMap(rolesOf).map((summary) => ({ ...summary, role: general(summary.role) })),
    ),
    'pipeline-roles': roles(ofPipeline.flatMap(rolesOf)),
    counts: table(
      ['pack', 'accepted findings>', 'reasons>', 'not accepted>'],
      [...findings].map(([pack, accepted]) => [
        pack,
        String(accepted.reduce((total, { count }) => total + count, 0)),
        String(new Set(accepted.map(({ reason }) => reason)).size),
        String(violations.get(pack) ?? 0),
      ]),
    ),
    findings: [...findings]
      .filter(([, accepted]) => accepted.length > 0)
      .map(([pack, accepted]) =>
        [
          `### ${pack}`,
          table(
            ['rule', 'findings>', 'reason', 'where'],
            accepted.map(({ rule, count, reason, places }) => [
              `\`${rule}\``,
              String(count),
              code(reason),
              where(places),
            ]),
          ),
        ].join('\n\n'),
      )
      .join('\n\n'),
  });
}

/** Environments that have the same role share its row. */
function roles(summaries: readonly RoleSummary[]): string {
  const rows = new Map(
    summaries.map(({ role, assumedBy, may }) => [
      JSON.stringify([role, assumedBy, may]),
      [`\`${role}\``, assumedBy, code(may)],
    ]),
  );
  return table(
    ['role', 'assumed by', 'may'],
    [...rows.values()].toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
  );
}

const SHOWN = 3;
const where = (places: readonly string[]) =>
  `${places
    .slice(0, SHOWN)
    .map((place) => (place === 'everywhere' ? place : `\`${place}\``))
    .join(', ')}${places.length > SHOWN ? ` and ${places.length - SHOWN} more` : ''}`;

/** A star that is text would begin emphasis. */
const code = (text: string) => text.replaceAll('*', '\\*');

if (import.meta.main)
  writeFileSync(
    FILE,
    withAssembly((directory) => security(readFileSync(FILE, 'utf8'), directory)),
  );
