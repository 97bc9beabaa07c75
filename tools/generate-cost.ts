// Writes the tables of docs/cost.md: counts from the synthesized templates, prices and usage from tools/cost/.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../infra/config/load.ts';
import type { Environment } from '../infra/config/schema.ts';
import { dollars, HOURS, plain, sum, unitPrice, type CostLine } from './cost/cost-lines.ts';
import { databaseCost, environmentCost } from './cost/environment-cost.ts';
import { pipelineCost } from './cost/pipeline-cost.ts';
import { prices, PRICES_OF, type Price } from './cost/prices.ts';
import { doubledHours, shiftMinutes } from './cost/release-capacity.ts';
import { usageOf } from './cost/usage.ts';
import { readStacks, withAssembly, type SynthesizedStack } from './docs/cloud-assembly.ts';
import { table, withBlocks } from './docs/generated-blocks.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'cost.md');

/** The text of docs/cost.md with its tables made anew, of the cloud assembly in the directory. */
export function cost(text: string, directory: string): string {
  const configuration = loadConfiguration();
  const { app, environments } = configuration;
  const stacks = readStacks(directory);
  const pipeline = pipelineCost(configuration, stackNamed(stacks, `${app}-pipeline`));
  const bills = environments.map((environment) => ({
    environment,
    lines: environmentCost(environment, stacksOf(stacks, `${app}-${environment.name}-`), usageOf(environment.name)),
  }));
  return withBlocks(text, {
    summary: table(
      ['what', 'a month>'],
      [
        ...bills.map(({ environment, lines }): string[] => [environment.name, dollars(sum(lines))]),
        ['pipeline and images', dollars(sum(pipeline))],
        ['all', dollars(sum([...bills.flatMap(({ lines }) => lines), ...pipeline]))],
      ],
    ),
    usage: usageTable(environments),
    ...Object.fromEntries(bills.map(({ environment, lines }) => [environment.name, bill(lines)])),
    pipeline: bill(pipeline),
    window: windowTable(bills.map(({ environment, lines }) => [environment, lines])),
    'break-even': breakEven(),
    database: bill(databaseCost(EXAMPLE)),
    prices: table(
      ['price', 'US dollars>', 'for each', 'known by', 'source'],
      Object.values<Price>(prices).map((price) => [price.what, unitPrice(price), price.per, price.basis, price.source]),
    ),
    'prices-of': `Prices of ${PRICES_OF.region}, collected on ${PRICES_OF.date}, on demand, without free tiers and taxes.`,
  });
}

const bill = (lines: readonly CostLine[]) =>
  table(
    ['what', 'arithmetic', 'a month>'],
    [
      ...lines.map(({ what, arithmetic, usd }): string[] => [what, arithmetic, dollars(usd)]),
      ['all', '', dollars(sum(lines))],
    ],
  );

function usageTable(environments: readonly Environment[]): string {
  const usages = environments.map(({ name }) => usageOf(name));
  const row = (what: string, value: (usage: (typeof usages)[number]) => number) => [
    what,
    ...usages.map((usage) => plain(value(usage))),
  ];
  return table(
    ['assumed', ...environments.map(({ name }) => `${name}>`)],
    [
      row('requests a second, day and night', (usage) => usage.requestsPerSecond),
      row('kilobytes of an answer', (usage) => usage.kilobytesPerAnswer),
      row('kilobytes of log for a request', (usage) => usage.logKilobytesPerRequest),
      row('GB of other logs a month', (usage) => usage.otherLogGbPerMonth),
      row('releases of the service a month', (usage) => usage.releasesPerMonth),
      row('custom metrics', (usage) => usage.customMetrics),
      row('read units of a request in the table', (usage) => usage.tableReadUnitsPerRequest),
      row('write units of a request in the table', (usage) => usage.tableWriteUnitsPerRequest),
      row('GB in the table', (usage) => usage.tableGb),
      row('percent of requests that are DELETE', (usage) => usage.deleteShare * 100),
    ],
  );
}

const windowTable = (bills: readonly (readonly [Environment, readonly CostLine[]])[]) =>
  table(
    ['environment', 'shift>', 'window>', 'both versions run>', 'a release>', 'a month>'],
    bills.map(([{ name, release }, lines]) => {
      const month = sum(lines.filter(({ what }) => what.startsWith('Both versions')));
      return [
        name,
        `${shiftMinutes(release.deploymentConfig)} min`,
        `${release.instantRollbackMinutes} min`,
        `${plain(doubledHours(release))} h`,
        `$${(month / usageOf(name).releasesPerMonth).toFixed(4)}`,
        dollars(month),
      ];
    }),
  );

/** The one of docs/architecture.md. */
const EXAMPLE = { instanceClass: 't4g.medium', storageGiB: 20, multiAz: true };

/** Interface endpoints that a workload needs, by infra/constructs/endpoints/aws-endpoints.ts. */
const ENDPOINTS = [6, 7, 8];

/** Fixed costs against each other, and from how many GB a month on endpoints are cheaper: each GB costs less through them. */
function breakEven(): string {
  const nat = (prices.nat.usd + prices.ipv4.usd) * HOURS;
  const saved = prices.natGb.usd - prices.endpointGb.usd;
  const from = (endpoints: number, nats: number) => {
    const gb = (endpoints - nats * nat) / saved;
    return gb <= 0 ? 'always' : `${Math.ceil(gb)} GB`;
  };
  return table(
    ['zones>', 'endpoints>', 'endpoints a month>', 'one NAT>', 'cheaper from>', 'NAT in each zone>', 'cheaper from>'],
    [2, 3].flatMap((zones) =>
      ENDPOINTS.map((count) => {
        const endpoints = count * zones * prices.endpoint.usd * HOURS;
        return [
          String(zones),
          String(count),
          dollars(endpoints),
          dollars(nat),
          from(endpoints, 1),
          dollars(zones * nat),
          from(endpoints, zones),
        ];
      }),
    ),
  );
}

/** What follows the prefix is one word: `dev-` is not how the stacks of an environment `dev-us` go on. */
const stacksOf = (stacks: readonly SynthesizedStack[], prefix: string) =>
  stacks.filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('-'));

function stackNamed(stacks: readonly SynthesizedStack[], wanted: string): SynthesizedStack {
  const found = stacks.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`No stack ${wanted}`);
  return found;
}

if (import.meta.main)
  writeFileSync(
    FILE,
    withAssembly((directory) => cost(readFileSync(FILE, 'utf8'), directory)),
  );
