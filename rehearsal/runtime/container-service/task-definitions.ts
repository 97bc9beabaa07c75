import { isFargateSize } from '../../domain/task/fargate-sizes.ts';
import type { Clock } from '../../kernel/clock.ts';
import { arnOf, parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import { validateDependencies, validateHealthCheck, validateSecrets } from './container-rules.ts';
import { cannotDescribeTaskDefinition, invalidTaskDefinition, notImplemented } from './errors.ts';
import type { ContainerDefinition, TaskDefinition, TaskDefinitionInput } from './task-definition.ts';

/** Task definitions by family; revisions are never reused. */
export class TaskDefinitions {
  readonly #clock: Clock;
  readonly #families = new PerScope(() => new Map<string, TaskDefinition[]>());

  constructor(deps: { clock: Clock }) {
    this.#clock = deps.clock;
  }

  register(scope: Scope, input: TaskDefinitionInput, registeredBy?: string): TaskDefinition {
    validate(input);
    const revisions = this.#families.of(scope).get(input.family) ?? [];
    const revision = (revisions.at(-1)?.revision ?? 0) + 1;
    const definition: TaskDefinition = {
      ...input,
      arn: arnOf(scope, 'ecs', `task-definition/${input.family}:${revision}`),
      revision,
      status: 'ACTIVE',
      registeredAt: this.#clock.now(),
      ...(registeredBy !== undefined && { registeredBy }),
    };
    this.#families.of(scope).set(input.family, [...revisions, definition]);
    return definition;
  }

  /** By ARN, `family:revision`, or family (its latest ACTIVE revision). Throws ClientException. */
  find(scope: Scope, reference: string): TaskDefinition {
    const arn = parseArn(reference);
    const name = arn ? arn.resource.replace(/^task-definition\//, '') : reference;
    const home = arn ? { account: arn.account, region: arn.region } : scope;
    const [family = '', revision] = name.split(':');
    const revisions = this.#families.of(home).get(family) ?? [];
    const found =
      revision === undefined
        ? revisions.findLast((definition) => definition.status === 'ACTIVE')
        : revisions.find((definition) => String(definition.revision) === revision);
    if (!found) throw cannotDescribeTaskDefinition();
    return found;
  }

  /** Running tasks and services keep using an INACTIVE revision; no service can be moved to it. */
  deregister(scope: Scope, reference: string): TaskDefinition {
    if (!reference.split('/').at(-1)?.includes(':')) throw invalidTaskDefinition('Revision is missing.');
    const definition = this.find(scope, reference);
    if (definition.status === 'ACTIVE') {
      definition.status = 'INACTIVE';
      definition.deregisteredAt = this.#clock.now();
    }
    return definition;
  }

  list(scope: Scope, filter: { familyPrefix?: string; status?: string }): TaskDefinition[] {
    const { familyPrefix, status = 'ACTIVE' } = filter;
    return [...this.#families.of(scope).entries()]
      .filter(([family]) => familyPrefix === undefined || family === familyPrefix)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, revisions]) => revisions)
      .filter((definition) => definition.status === status);
  }

  save(): [Scope, Map<string, TaskDefinition[]>][] {
    return this.#families.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#families.refill(saved);
  }

  families(scope: Scope): string[] {
    return [...this.#families.of(scope).keys()].toSorted();
  }
}

/** Fargate: seconds. Source: ECS API, ContainerDefinition.stopTimeout. */
const LONGEST_STOP_TIMEOUT = 120;

function validate(input: TaskDefinitionInput): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.family)) throw invalidTaskDefinition('Family contains invalid characters.');
  if (input.containerDefinitions.length === 0)
    throw invalidTaskDefinition('Container definitions should not be null or empty.');
  for (const container of input.containerDefinitions) validateContainer(container, input);
  const names = input.containerDefinitions.map((container) => container.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double) throw invalidTaskDefinition(`Container names must be unique; '${double}' is not.`);
  validateDependencies(input.containerDefinitions);
  if (!input.containerDefinitions.some((container) => container.essential)) {
    throw invalidTaskDefinition('At least one container should be essential.');
  }
  if (input.networkMode !== undefined && input.networkMode !== 'awsvpc')
    throw notImplemented(`network mode ${input.networkMode}`);
  if (input.requiresCompatibilities.includes('FARGATE')) validateFargate(input);
}

function validateContainer(container: ContainerDefinition, input: TaskDefinitionInput): void {
  if (!container.name) throw invalidTaskDefinition('Container.name should not be null or empty.');
  if (!container.image) throw invalidTaskDefinition('Container.image should not be null or empty.');
  for (const mapping of container.portMappings) {
    // With awsvpc a task has its own network, so both ports are one. Source: ECS API, PortMapping.hostPort.
    if (mapping.hostPort !== mapping.containerPort) {
      throw invalidTaskDefinition(
        'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
      );
    }
  }
  const driver = container.logConfiguration?.logDriver;
  if (driver !== undefined && driver !== 'awslogs') throw notImplemented(`log driver ${driver}`);
  if (driver === 'awslogs') {
    const options = container.logConfiguration?.options ?? {};
    for (const option of ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix']) {
      if (!options[option]) throw invalidTaskDefinition(`Log driver awslogs requires options: ${option}`);
    }
    if (!input.executionRoleArn) {
      throw invalidTaskDefinition(
        'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
      );
    }
  }
  validateSecrets(container, input.executionRoleArn);
  if (container.healthCheck) validateHealthCheck(container.name, container.healthCheck);
  if ((container.stopTimeout ?? 0) > LONGEST_STOP_TIMEOUT) {
    throw invalidTaskDefinition(
      `Invalid 'stopTimeout' setting for container '${container.name}': the most is ${LONGEST_STOP_TIMEOUT} seconds.`,
    );
  }
}

function validateFargate(input: TaskDefinitionInput): void {
  if (input.networkMode !== 'awsvpc') {
    throw invalidTaskDefinition('Fargate only supports network mode ‘awsvpc’.');
  }
  if (!input.cpu) throw invalidTaskDefinition("Fargate requires that 'cpu' be defined at the task level.");
  if (!input.memory) throw invalidTaskDefinition("Fargate requires that 'memory' be defined at the task level.");
  if (!isFargateSize(Number(input.cpu), Number(input.memory))) {
    throw invalidTaskDefinition(
      `No Fargate configuration exists for given values: ${input.cpu} CPU, ${input.memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  }
}
