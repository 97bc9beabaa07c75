import { AppSpecProblem, isGiven, readHooks, section, text } from './app-spec-section.ts';
import { HOOKABLE_EVENTS, type HookableEvent } from './lifecycle.ts';

/** An AppSpec of an ECS deployment. Source: CodeDeploy user guide, reference-appspec-file-structure. */
export interface AppSpec {
  /** The full ARN with its revision. */
  taskDefinition: string;
  containerName: string;
  containerPort: number;
  platformVersion?: string;
  network?: AppSpecNetwork;
  capacityProviders?: CapacityProvider[];
  hooks: Partial<Record<HookableEvent, string>>;
}

interface AppSpecNetwork {
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

interface CapacityProvider {
  capacityProvider: string;
  base?: number;
  weight?: number;
}

/**
 * The AppSpec in a parsed document. Keys are matched without case, as the AWS CLI does; an unknown key is refused:
 * AWS may ignore it, but nobody writes a property for it to be ignored.
 */
export function readAppSpec(document: unknown): AppSpec {
  const top = section(document, 'The AppSpec', ['version', 'Resources', 'Hooks']);
  if (Number(top['version']) !== 0) throw new AppSpecProblem('The AppSpec must have "version": 0.0.');
  const service = targetService(top['Resources']);
  const loadBalancer = section(service['LoadBalancerInfo'], 'LoadBalancerInfo', ['ContainerName', 'ContainerPort']);
  const network = service['NetworkConfiguration'];
  const capacity = service['CapacityProviderStrategy'];
  const platformVersion = service['PlatformVersion'];
  return {
    taskDefinition: fullArn(service['TaskDefinition']),
    containerName: text(loadBalancer['ContainerName'], 'LoadBalancerInfo.ContainerName'),
    containerPort: wholeNumber(loadBalancer['ContainerPort'], 'LoadBalancerInfo.ContainerPort', 1, 65_535),
    ...(isGiven(platformVersion) && { platformVersion: text(platformVersion, 'PlatformVersion') }),
    ...(isGiven(network) && { network: readNetwork(network) }),
    ...(isGiven(capacity) && { capacityProviders: readCapacity(capacity) }),
    hooks: readHooks(top['Hooks'], HOOKABLE_EVENTS),
  };
}

function targetService(resources: unknown) {
  if (!Array.isArray(resources) || resources.length !== 1) {
    throw new AppSpecProblem('Resources must be a list of exactly one TargetService.');
  }
  const wrapped = section(resources[0], 'Resources[0]', ['TargetService']);
  const target = section(wrapped['TargetService'], 'TargetService', ['Type', 'Properties']);
  if (target['Type'] !== 'AWS::ECS::Service') throw new AppSpecProblem('TargetService.Type must be AWS::ECS::Service.');
  return section(target['Properties'], 'TargetService.Properties', [
    'TaskDefinition',
    'LoadBalancerInfo',
    'PlatformVersion',
    'NetworkConfiguration',
    'CapacityProviderStrategy',
  ]);
}

/** "If you specify one of them, you must specify all": the AppSpec reference. */
function readNetwork(value: unknown): AppSpecNetwork {
  const configuration = section(value, 'NetworkConfiguration', ['AwsvpcConfiguration']);
  const vpc = section(configuration['AwsvpcConfiguration'], 'AwsvpcConfiguration', [
    'Subnets',
    'SecurityGroups',
    'AssignPublicIp',
  ]);
  const [subnets, securityGroups, assignPublicIp] = [vpc['Subnets'], vpc['SecurityGroups'], vpc['AssignPublicIp']];
  if (![subnets, securityGroups, assignPublicIp].every(isGiven)) {
    throw new AppSpecProblem('AwsvpcConfiguration must have all of Subnets, SecurityGroups and AssignPublicIp.');
  }
  if (assignPublicIp !== 'ENABLED' && assignPublicIp !== 'DISABLED') {
    throw new AppSpecProblem('AwsvpcConfiguration.AssignPublicIp must be ENABLED or DISABLED.');
  }
  return {
    subnets: texts(subnets, 'Subnets'),
    securityGroups: texts(securityGroups, 'SecurityGroups'),
    assignPublicIp,
  };
}

function readCapacity(value: unknown): CapacityProvider[] {
  if (!Array.isArray(value)) throw new AppSpecProblem('CapacityProviderStrategy must be a list.');
  return value.map((item: unknown) => {
    const entry = section(item, 'CapacityProviderStrategy', ['Base', 'CapacityProvider', 'Weight']);
    const [base, weight] = [entry['Base'], entry['Weight']];
    return {
      capacityProvider: text(entry['CapacityProvider'], 'CapacityProvider'),
      ...(isGiven(base) && { base: wholeNumber(base, 'Base', 0, 100_000) }),
      ...(isGiven(weight) && { weight: wholeNumber(weight, 'Weight', 0, 1000) }),
    };
  });
}

/** Neither a family nor an ARN with parts left out is accepted: amazon-ecs-deploy-task-definition issue 76. */
function fullArn(value: unknown): string {
  const arn = text(value, 'TaskDefinition');
  if (/^arn:[\w-]+:ecs:[\w-]+:\d{12}:task-definition\/[\w-]+:\d+$/.test(arn)) return arn;
  throw new AppSpecProblem(`TaskDefinition must be the full ARN of a revision, not ${arn}.`);
}

function texts(value: unknown, what: string): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new AppSpecProblem(`${what} must be a list of texts.`);
  return value.map((item: unknown) => text(item, what));
}

function wholeNumber(value: unknown, what: string, min: number, max: number): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new AppSpecProblem(`${what} must be a whole number from ${min} to ${max}.`);
}
