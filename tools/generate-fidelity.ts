import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apisOf } from '../rehearsal/engine/apis.ts';
import { resourceTypesOf } from '../rehearsal/engine/resource-types.ts';
import { wireGaps } from '../rehearsal/wire/gateway.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'fidelity.md');

/** Reads as anything and does nothing: tables and providers are described by what they say, before anything runs them. */
const nothing: unknown = new Proxy(() => {}, { get: () => nothing });

/** `docs/fidelity.md`, made of what the engine's own tables say of themselves. */
export function fidelity(): string {
  const apis = apisOf(nothing as Parameters<typeof apisOf>[0]);
  const { providers, recorded } = resourceTypesOf(nothing as Parameters<typeof resourceTypesOf>[0]);
  return `${[
    '# Fidelity and gaps',
    'Generated from the engine\'s tables by `node tools/generate-fidelity.ts`; a test holds it against them. A behaviour of AWS is implemented from a source (documentation, SDK model, a record of a real run) that stands beside it in the code. What is not known is marked "unverified" and, where it matters, is a setting.',
    '## What was checked against real AWS',
    'The order and statuses of the eight lifecycle events, the weights of a linear shift, the stop by an alarm, and the rollback deployment (its creator, configuration and texts) follow the record of one ECS blue/green run on a real account. Nothing here was compared with AWS automatically; that a rehearsal passes does not prove that AWS would behave so where a line below says "unverified".',
    '## CloudFormation types that run',
    list(providers.map(({ type }) => `\`${type}\``).toSorted((a, b) => a.localeCompare(b))),
    'A property of these types that is not honoured is refused by name before anything starts, whether AWS knows it or not.',
    '## CloudFormation types that are recorded only',
    list(recorded.map(({ type, reason }) => `\`${type}\`: ${reason}`).toSorted((a, b) => a.localeCompare(b))),
    'Every other type is refused by name.',
    '## AWS APIs',
    'An operation that is not listed is answered as AWS answers an unknown one.',
    '### All of them',
    list(wireGaps),
    ...apis.flatMap(({ name, operations, gaps }) => [
      `### ${name}`,
      `Operations: ${Object.keys(operations).toSorted().join(', ')}.`,
      'Gaps:',
      list(gaps),
    ]),
    '## The rehearsed world',
    list(WORLD),
  ].join('\n\n')}\n`;
}

/** What belongs to no API's table. */
const WORLD = [
  'A task is a process: no container isolation, no CPU share, a root file system that is read-only by file modes only.',
  'Memory, disk and network of all tasks are those of one machine, so latencies are no forecast of production.',
  'Networks are recorded: subnets, routes, NAT and security groups do not filter anything.',
  "The names of load balancers are resolved by the engine's proxy; a process cannot tell private from public addresses.",
  "Waits are scaled (`--speed`), connection time-outs, function time-outs and the grace after SIGTERM are not. An alarm's period holds fewer requests than in production.",
  "Accounts count as bootstrapped with the default qualifier: version, bucket and roles are there, the roles' permissions are not written down.",
  'IAM policies are stored and not enforced.',
  'The `docker` of builds is a stand-in where no runtime runs containers: no root, users or capabilities of its own, ports on loopback, no volumes, networks or `exec`; the platform is recorded, the machine’s Node runs the image. Its wrapper around a real Docker or Podman was tried with push, pull and login by Podman only.',
  'Tasks are processes also where a container runtime works.',
  'State that `npm run rehearse` keeps has no metrics, no events of logs and no sessions of roles; a killed engine forgets what came after its last save, as a rule a quarter of a second. `npm start` keeps nothing.',
];

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

if (import.meta.main) {
  const text = fidelity();
  if (!process.argv.includes('--check')) writeFileSync(FILE, text);
  else if (readFileSync(FILE, 'utf8') !== text) {
    console.error('docs/fidelity.md is not what the engine says of itself: run "node tools/generate-fidelity.ts".');
    process.exitCode = 1;
  }
}
