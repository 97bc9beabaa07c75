import { createHash } from 'node:crypto';
import type { CapacityProvider, ServiceTarget } from './service-target.ts';

/** What the live task set runs with; carried on unless the stack says otherwise. */
export interface RunningOn {
  platformVersion?: string;
  capacityProviderStrategy?: CapacityProvider[];
}

export interface AppSpecContent {
  /** JSON: an AppSpec may be JSON or YAML. */
  content: string;
  /** Of `content`, lower-case hexadecimal. */
  sha256: string;
}

/**
 * The AppSpec of a release (user guide, "AppSpec 'resources' section for Amazon ECS deployments").
 * It carries everything that the frozen service resource does not: subnets, security groups, platform, capacity.
 * Without CapacityProviderStrategy CodeDeploy would strip it from the service (aws/containers-roadmap#1752).
 */
export function appSpec(target: ServiceTarget, runningOn: RunningOn = {}): AppSpecContent {
  const platformVersion = target.platformVersion ?? runningOn.platformVersion;
  const capacity = target.capacityProviderStrategy ?? runningOn.capacityProviderStrategy ?? [];
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: target.taskDefinition,
            LoadBalancerInfo: { ContainerName: target.container, ContainerPort: target.containerPort },
            ...(platformVersion && { PlatformVersion: platformVersion }),
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                Subnets: target.subnets,
                SecurityGroups: target.securityGroups,
                AssignPublicIp: target.assignPublicIp,
              },
            },
            ...(capacity.length > 0 && {
              CapacityProviderStrategy: capacity.map(({ base = 0, capacityProvider, weight = 0 }) => ({
                Base: base,
                CapacityProvider: capacityProvider,
                Weight: weight,
              })),
            }),
          },
        },
      },
    ],
    Hooks: [{ AfterAllowTestTraffic: target.verifyGreenFunction }],
  });
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

/**
 * A property that an AppSpec names, such as `TaskDefinition` or `TargetVersion`; keys are matched without regard to
 * case, as CodeDeploy does.
 */
export function appSpecProperty(content: string | undefined, name: string): string | undefined {
  if (!content) return undefined;
  try {
    return find(JSON.parse(content), name.toLowerCase());
  } catch {
    // A deployment started elsewhere may have a YAML AppSpec; one line names the property there.
    return new RegExp(`^\\s*"?${name}"?\\s*:\\s*"?([^"\\s]+)"?\\s*$`, 'im').exec(content)?.[1];
  }
}

function find(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (name.toLowerCase() === key && typeof member === 'string') return member;
    const inner = find(member, key);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
