import { invalidTaskDefinition, notImplemented } from './errors.ts';
import type { ContainerDefinition, HealthCheckDefinition } from './task-definition.ts';

/** What a health check says when its definition does not. Source: ECS API, HealthCheck. */
export const HEALTH_CHECK_DEFAULTS = { interval: 30, timeout: 5, retries: 3 };

/** Seconds, and times. Source: ECS API, HealthCheck. */
const RANGES = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;

export function validateHealthCheck(container: string, check: HealthCheckDefinition): void {
  const [kind, ...rest] = check.command;
  if ((kind !== 'CMD' && kind !== 'CMD-SHELL') || rest.length === 0)
    throw invalidTaskDefinition(
      `The health check of container '${container}' must have a command that begins with CMD or CMD-SHELL.`,
    );
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = check[name as keyof typeof RANGES];
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
      throw invalidTaskDefinition(
        `Invalid '${name}' of the health check of container '${container}': it is between ${least} and ${most}.`,
      );
  }
}

/** Texts as clients have reported them. */
export function validateSecrets(container: ContainerDefinition, executionRoleArn: string | undefined): void {
  const names = [...container.environment, ...(container.secrets ?? [])].map(({ name }) => name);
  const shared = container.secrets?.find(({ name }) => names.filter((other) => other === name).length > 1);
  if (shared)
    throw invalidTaskDefinition(
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${shared.name}'.`,
    );
  if (container.secrets?.length && !executionRoleArn)
    throw invalidTaskDefinition(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
}

/** Source: ECS API, ContainerDependency. Unverified texts. */
export function validateDependencies(containers: readonly ContainerDefinition[]): void {
  for (const { name, dependsOn = [] } of containers)
    for (const { containerName, condition } of dependsOn) {
      const other = containers.find((candidate) => candidate.name === containerName);
      if (!other)
        throw invalidTaskDefinition(`Container '${name}' depends on '${containerName}', which does not exist.`);
      // Types end at the wire: a template may say anything.
      if (!['START', 'HEALTHY'].includes(condition)) throw notImplemented(`dependsOn with condition ${condition}`);
      if (condition === 'HEALTHY' && !other.healthCheck)
        throw invalidTaskDefinition(
          `Container '${name}' depends on '${containerName}' being HEALTHY, which has no health check.`,
        );
    }
  const after = (name: string, path: readonly string[]): void => {
    if (path.includes(name))
      throw invalidTaskDefinition(`Containers depend on each other: ${[...path, name].join(', ')}.`);
    const { dependsOn = [] } = containers.find((candidate) => candidate.name === name) ?? {};
    for (const { containerName } of dependsOn) after(containerName, [...path, name]);
  };
  for (const { name } of containers) after(name, []);
}
