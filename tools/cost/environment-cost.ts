import type { Environment } from '../../infra/config/schema.ts';
import { ofType, property, type Resource, type SynthesizedStack } from '../docs/cloud-assembly.ts';
import { costs, HOURS, SECONDS, type CostLine } from './cost-lines.ts';
import { prices } from './prices.ts';
import { doubledHours } from './release-capacity.ts';
import type { Usage } from './usage.ts';

/** What the load balancer's access log has of a request, compressed, and how long (infra/stacks/data.ts). */
const ACCESS_LOG_KILOBYTES = 0.1;
const ACCESS_LOG_DAYS = 90;
const SPAN_KILOBYTES = 1;
/** Of an invocation. */
const MONITOR_SECONDS = 0.5;
const DELETE_SECONDS = 0.05;
/** Share of requests that open a connection: clients keep the others'. */
const NEW_CONNECTIONS = 0.1;

/** What an environment costs a month: counts from its templates, prices from the table, usage as assumed. */
export function environmentCost(
  environment: Environment,
  stacks: readonly SynthesizedStack[],
  usage: Usage,
): CostLine[] {
  const all = { resources: Object.assign({}, ...stacks.map(prefixed)) as SynthesizedStack['resources'] };
  const count = (type: string) => ofType(all, type).length;
  const requests = usage.requestsPerSecond * SECONDS;
  const millions = requests / 1e6;
  const answersGb = (requests * usage.kilobytesPerAnswer) / 1e6;
  const serviceLogGb = (requests * usage.logKilobytesPerRequest) / 1e6;
  const logGb = serviceLogGb + usage.otherLogGbPerMonth;
  const spansGb = ((environment.observability.tracesSampledPercent / 100) * requests * SPAN_KILOBYTES) / 1e6;
  /** What tasks send to AWS past the gateways, which are free: logs and spans. */
  const outGb = serviceLogGb + spansGb;

  const nats = count('AWS::EC2::NatGateway');
  const interfaces = ofType(all, 'AWS::EC2::VPCEndpoint')
    .filter((endpoint) => property(endpoint, 'VpcEndpointType') === 'Interface')
    .reduce((zones, endpoint) => zones + (property(endpoint, 'SubnetIds') as unknown[]).length, 0);

  return [
    ...taskLines(environment, all, usage),
    costs('Load balancer', prices.loadBalancer, [count(`${ELB}::LoadBalancer`), ''], [HOURS, 'h']),
    costs('Load balancer, capacity units', prices.lcu, [capacityUnits(usage), 'LCU'], [HOURS, 'h']),
    costs('Public addresses', prices.ipv4, [environment.zones.length + count('AWS::EC2::EIP'), ''], [HOURS, 'h']),
    ...present(nats, costs('NAT gateways', prices.nat, [nats, ''], [HOURS, 'h'])),
    ...present(nats, costs('NAT gateways, data', prices.natGb, [outGb, 'GB'])),
    ...present(interfaces, costs('Interface endpoints', prices.endpoint, [interfaces, 'in their zones'], [HOURS, 'h'])),
    ...present(interfaces, costs('Interface endpoints, data', prices.endpointGb, [outGb, 'GB'])),
    costs('Data to clients', prices.transferGb, [answersGb, 'GB']),
    ...ofType(all, 'AWS::WAFv2::WebACL').flatMap((acl) => [
      costs('Firewall', prices.webAcl, [1, '']),
      costs('Firewall, rules', prices.webAclRule, [(property(acl, 'Rules') as unknown[]).length, '']),
      costs('Firewall, requests', prices.webRequests, [millions, 'million']),
    ]),
    costs('Alarms', prices.alarmMetric, [alarmMetrics(all), `metrics of ${count(ALARM)} alarms`]),
    costs('Dashboard', prices.dashboard, [count('AWS::CloudWatch::Dashboard'), '']),
    costs('Custom metrics', prices.metric, [usage.customMetrics, '']),
    costs('Logs taken in', prices.logGb, [logGb, 'GB']),
    costs('Logs kept', prices.logGbMonth, [logGb, 'GB'], [environment.service.logDays / 30, 'months']),
    ...present(spansGb, costs('Traces', prices.spanGb, [spansGb, 'GB'])),
    ...functionLines(environment, all, usage),
    costs('Table, reads', prices.tableReads, [millions, 'million'], [usage.tableReadUnitsPerRequest, 'units']),
    costs('Table, writes', prices.tableWrites, [millions, 'million'], [usage.tableWriteUnitsPerRequest, 'units']),
    costs('Table, data', prices.tableGb, [usage.tableGb, 'GB']),
    costs('Table, continuous backup', prices.tableBackupGb, [usage.tableGb, 'GB']),
    costs(
      'Access logs in S3',
      prices.bucketGb,
      [(requests * ACCESS_LOG_KILOBYTES) / 1e6, 'GB'],
      [ACCESS_LOG_DAYS / 30, 'months'],
    ),
    costs('Keys', prices.key, [count('AWS::KMS::Key'), '']),
    ...databaseLines(all),
  ];
}

/**
 * A unit is 25 new connections a second or 1 GB an hour, whatever is more; active connections and rules stay below it here (ELB
 * pricing, "LCU details").
 */
export function capacityUnits({ requestsPerSecond, kilobytesPerAnswer }: Usage): number {
  const newConnections = (requestsPerSecond * NEW_CONNECTIONS) / 25;
  const gigabytesPerHour = (requestsPerSecond * 3600 * kilobytesPerAnswer) / 1e6;
  return Math.max(newConnections, gigabytesPerHour);
}

function taskLines(
  { release }: Environment,
  all: Pick<SynthesizedStack, 'resources'>,
  { releasesPerMonth }: Usage,
): CostLine[] {
  const definition = only(all, 'AWS::ECS::TaskDefinition');
  const vcpu = Number(property(definition, 'Cpu')) / 1024;
  const gb = Number(property(definition, 'Memory')) / 1024;
  const { CpuArchitecture } = property(definition, 'RuntimePlatform') as { CpuArchitecture: string };
  const [ofVcpu, ofGb] = CpuArchitecture === 'ARM64' ? [prices.armVcpu, prices.armGb] : [prices.x86Vcpu, prices.x86Gb];
  const tasks = property(only(all, 'AWS::ECS::Service'), 'DesiredCount') as number;
  const hours = doubledHours(release);
  return [
    costs('Tasks, CPU', ofVcpu, [tasks, 'tasks'], [HOURS, 'h'], [vcpu, 'vCPU']),
    costs('Tasks, memory', ofGb, [tasks, 'tasks'], [HOURS, 'h'], [gb, 'GB']),
    costs('Both versions, CPU', ofVcpu, [releasesPerMonth, 'releases'], [tasks, 'tasks'], [hours, 'h'], [vcpu, 'vCPU']),
    costs('Both versions, memory', ofGb, [releasesPerMonth, 'releases'], [tasks, 'tasks'], [hours, 'h'], [gb, 'GB']),
  ];
}

function functionLines(
  { monitor }: Environment,
  all: Pick<SynthesizedStack, 'resources'>,
  { requestsPerSecond, deleteShare }: Usage,
): CostLine[] {
  const gigabytes = (ending: string) => {
    const found = ofType(all, 'AWS::Lambda::Function').find((each) =>
      String(property(each, 'FunctionName')).endsWith(ending),
    );
    return found ? (property(found, 'MemorySize') as number) / 1024 : 0;
  };
  const asked = SECONDS / 60 / monitor.everyMinutes / 1e6;
  const deleted = (requestsPerSecond * SECONDS * deleteShare) / 1e6;
  return [
    costs('Functions, invocations', prices.lambdaRequests, [asked + deleted, 'million']),
    costs(
      'Monitor, memory',
      prices.lambdaGbSecond,
      [asked * 1e6 * MONITOR_SECONDS, 's'],
      [gigabytes('-monitor'), 'GB'],
    ),
    costs(
      'DELETE, memory',
      prices.lambdaGbSecond,
      [deleted * 1e6 * DELETE_SECONDS, 's'],
      [gigabytes('-delete-item'), 'GB'],
    ),
  ];
}

function databaseLines(all: Pick<SynthesizedStack, 'resources'>): CostLine[] {
  return ofType(all, 'AWS::RDS::DBInstance').flatMap((instance) =>
    databaseCost({
      instanceClass: (property(instance, 'DBInstanceClass') as string).replace(/^db\./, ''),
      storageGiB: Number(property(instance, 'AllocatedStorage')),
      multiAz: property(instance, 'MultiAZ') as boolean,
    }),
  );
}

/**
 * Its key, too, is counted with all keys of the environment.
 * @throws where the price of the instance's class is not in the table.
 */
export function databaseCost(database: { instanceClass: string; storageGiB: number; multiAz: boolean }): CostLine[] {
  const { instanceClass, storageGiB, multiAz } = database;
  if (instanceClass !== 't4g.medium') throw new Error(`tools/cost/prices.ts has no price of db.${instanceClass}`);
  const copies = multiAz ? 2 : 1;
  return [
    costs('Database', prices.databaseT4gMedium, [copies, copies === 1 ? 'instance' : 'instances'], [HOURS, 'h']),
    costs('Database, storage', prices.databaseGb, [copies, ''], [storageGiB, 'GB']),
    costs("Database's secret", prices.secret, [1, '']),
  ];
}

const ELB = 'AWS::ElasticLoadBalancingV2';
const ALARM = 'AWS::CloudWatch::Alarm';

/** CloudWatch bills an alarm by the metrics that it reads. */
function alarmMetrics(all: Pick<SynthesizedStack, 'resources'>): number {
  return ofType(all, ALARM)
    .map((alarm) => property(alarm, 'Metrics') as readonly { MetricStat?: unknown }[] | undefined)
    .reduce((total, metrics) => total + (metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1), 0);
}

function only(all: Pick<SynthesizedStack, 'resources'>, type: string): Resource {
  const [resource, ...more] = ofType(all, type);
  if (resource === undefined || more.length > 0)
    throw new Error(`${more.length + (resource ? 1 : 0)} of ${type}, not one`);
  return resource;
}

/** Logical ids are a stack's own. */
const prefixed = ({ name, resources }: SynthesizedStack) =>
  Object.fromEntries(Object.entries(resources).map(([id, resource]) => [`${name}/${id}`, resource]));

const present = (amount: number, ...lines: readonly CostLine[]): readonly CostLine[] => (amount > 0 ? lines : []);
