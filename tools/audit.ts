// Holds the dependencies against the registry's advisories (audit-ci.jsonc). It ends with 1 where one blocks or an exception
// has no last day, and with 2 where the registry answers no audits: then nothing is known, which is no success.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const AUDIT = join(import.meta.dirname, '..', 'node_modules', 'audit-ci', 'dist', 'bin.js');

const { values } = parseArgs({ options: { config: { type: 'string', default: 'audit-ci.jsonc' } } });
const problems = undated(values.config);
for (const problem of problems) console.error(`${values.config}: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : audit(resolve(values.config));

function audit(config: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [AUDIT, '--config', config], { encoding: 'utf8' });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  // What audit-ci says when npm audit itself failed.
  if (!/code \S+: /.test(stdout + stderr)) return status ?? 2;
  console.error(
    'The registry does not answer audits, so nothing is known about the dependencies. "npm audit" shows its answer; a mirror may serve packages only: run this where npm uses the public registry.',
  );
  return 2;
}

/** An exception without a day and a reason would be one for ever. */
function undated(file: string): string[] {
  const parsed = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8')) as {
    config?: { allowlist?: unknown[] };
    error?: { messageText: unknown };
  };
  if (parsed.error || !parsed.config) return [`write JSON with comments (${String(parsed.error?.messageText)})`];
  return (parsed.config.allowlist ?? []).flatMap((entry) => {
    if (typeof entry === 'string')
      return [`${entry}: write { "${entry}": { "active": true, "expiry": …, "notes": … } }`];
    return Object.entries(entry as Record<string, { expiry?: unknown; notes?: unknown }>).flatMap(
      ([id, { expiry, notes }]) => [
        ...(/^\d{4}-\d{2}-\d{2}$/.test(String(expiry)) && !Number.isNaN(Date.parse(String(expiry)))
          ? []
          : [`${id}: write the day from which on it blocks again as its expiry, e.g. "2027-02-01"`]),
        ...(typeof notes === 'string' && notes.length >= 10 ? [] : [`${id}: write in notes why it may wait`]),
      ],
    );
  });
}
