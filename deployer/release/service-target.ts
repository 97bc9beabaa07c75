import { CannotRelease } from './cannot-release.ts';
import { type Comparison, comparisonOf, listOf, MAX_ALARMS } from './outputs.ts';

/** Where a release of an ECS service goes: everything the service stack says about itself in its outputs. */
export interface ServiceTarget {
  platform: 'ECS';
  stack: string;
  cluster: string;
  service: string;
  /** Full ARN with revision: what is to be released. */
  taskDefinition: string;
  container: string;
  containerPort: number;
  application: string;
  group: string;
  config: string;
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
  platformVersion: string | undefined;
  capacityProviderStrategy: CapacityProvider[] | undefined;
  /** The function that tests green through the test listener. */
  verifyGreenFunction: string;
  /** `blue` and `green` are the groups' names in the template; which one is live changes with every release. */
  targetGroups: { blue: string; green: string };
  alarms: { blue: string[]; green: string[] };
  /** Undefined where nothing compares the versions. */
  comparison: Comparison | undefined;
  productionListener: string;
  testListener: string;
  loadBalancer: string;
}

export interface CapacityProvider {
  capacityProvider: string;
  weight?: number;
  base?: number;
}

const REQUIRED = [
  'ClusterName',
  'ServiceName',
  'TaskDefinitionArn',
  'ContainerName',
  'ContainerPort',
  'ApplicationName',
  'DeploymentGroupName',
  'DeploymentConfigName',
  'SubnetIds',
  'SecurityGroupIds',
  'VerifyGreenFunctionArn',
  'BlueTargetGroupArn',
  'GreenTargetGroupArn',
  'ProductionListenerArn',
  'TestListenerArn',
  'BlueAlarmNames',
  'GreenAlarmNames',
  'LoadBalancerDnsName',
] as const;

/** Reads a service stack's outputs. Throws CannotRelease naming everything that is missing or malformed. */
export function serviceTarget(stack: string, outputs: Record<string, string>): ServiceTarget {
  const missing = REQUIRED.filter((key) => !outputs[key]?.trim());
  if (missing.length > 0) {
    throw new CannotRelease(
      `Stack ${stack} lacks the ${missing.length === 1 ? 'output' : 'outputs'} ${missing.join(', ')}. ` +
        'Name the service stack: its outputs say where a release goes.',
    );
  }
  const text = (key: (typeof REQUIRED)[number]) => (outputs[key] ?? '').trim();
  const list = (key: (typeof REQUIRED)[number]) => listOf(outputs[key]);
  const target: ServiceTarget = {
    platform: 'ECS',
    stack,
    cluster: text('ClusterName'),
    service: text('ServiceName'),
    taskDefinition: text('TaskDefinitionArn'),
    container: text('ContainerName'),
    containerPort: Number(text('ContainerPort')),
    application: text('ApplicationName'),
    group: text('DeploymentGroupName'),
    config: text('DeploymentConfigName'),
    subnets: list('SubnetIds'),
    securityGroups: list('SecurityGroupIds'),
    assignPublicIp: outputs['AssignPublicIp'] === 'ENABLED' ? 'ENABLED' : 'DISABLED',
    platformVersion: outputs['PlatformVersion']?.trim() || undefined,
    capacityProviderStrategy: capacityProviders(stack, outputs['CapacityProviderStrategy']),
    verifyGreenFunction: text('VerifyGreenFunctionArn'),
    targetGroups: { blue: text('BlueTargetGroupArn'), green: text('GreenTargetGroupArn') },
    alarms: { blue: list('BlueAlarmNames'), green: list('GreenAlarmNames') },
    comparison: comparisonOf(outputs),
    productionListener: text('ProductionListenerArn'),
    testListener: text('TestListenerArn'),
    loadBalancer: text('LoadBalancerDnsName'),
  };
  const wrong = malformed(target);
  if (wrong.length > 0) throw new CannotRelease(`Outputs of stack ${stack} cannot be used: ${wrong.join('; ')}.`);
  return target;
}

function malformed(target: ServiceTarget): string[] {
  const wrong: string[] = [];
  if (!/^arn:[^:]+:ecs:[^:]+:\d{12}:task-definition\/[^:]+:\d+$/.test(target.taskDefinition)) {
    wrong.push(`TaskDefinitionArn must be a full ARN with its revision, not "${target.taskDefinition}"`);
  }
  if (!Number.isInteger(target.containerPort) || target.containerPort < 1 || target.containerPort > 65_535) {
    wrong.push('ContainerPort must be a port number');
  }
  if (target.targetGroups.blue === target.targetGroups.green)
    wrong.push('BlueTargetGroupArn and GreenTargetGroupArn are the same');
  for (const [key, names] of [
    ['BlueAlarmNames', target.alarms.blue],
    ['GreenAlarmNames', target.alarms.green],
  ] as const) {
    if (names.length > MAX_ALARMS)
      wrong.push(`${key} names ${names.length} alarms, CodeDeploy takes at most ${MAX_ALARMS}`);
  }
  return wrong;
}

function capacityProviders(stack: string, json: string | undefined): CapacityProvider[] | undefined {
  if (!json?.trim()) return undefined;
  const wrong = () =>
    new CannotRelease(
      `Output CapacityProviderStrategy of stack ${stack} must be a JSON list like [{"capacityProvider":"FARGATE","weight":1}], not ${json}.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrong();
  }
  const valid =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item: unknown) => typeof (item as CapacityProvider | null)?.capacityProvider === 'string');
  if (!valid) throw wrong();
  return value as CapacityProvider[];
}
