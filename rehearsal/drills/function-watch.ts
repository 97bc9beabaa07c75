import { GetAliasCommand } from '@aws-sdk/client-lambda';
import type { Engine } from '../engine.ts';
import type { AccessRecord } from '../runtime/ports/traffic-router.ts';
import type { AwsClients } from './aws-clients.ts';
import { firstNewDeployment, knownDeployments, sightOf } from './deployment-observer.ts';
import { type FunctionOutputs, functionOutputs } from './function-stack.ts';
import type { FunctionObservation } from './verdict/judge-function.ts';
import type { Expectation } from './verdict/observation.ts';

/** How often the alias is asked, in real milliseconds. */
const LOOK_EVERY_MS = 100;

/** Watches one release of a function from outside: its alias, what the load balancer answered for it, CodeDeploy. */
export class FunctionWatch {
  readonly #engine: Engine;
  readonly #clients: AwsClients;
  readonly #stack: string;
  readonly #before: FunctionOutputs;
  readonly #known: ReadonlySet<string>;
  readonly #from: string;
  readonly #shares: number[] = [];
  readonly #requests = { answered: 0, failed: 0 };
  readonly #endings: (() => void)[] = [];

  private constructor(
    engine: Engine,
    clients: AwsClients,
    stack: string,
    state: { before: FunctionOutputs; known: ReadonlySet<string>; from: string },
  ) {
    this.#engine = engine;
    this.#clients = clients;
    this.#stack = stack;
    this.#before = state.before;
    this.#known = state.known;
    this.#from = state.from;
  }

  /** Begins to watch; the stack must exist and its alias name one version. */
  static async start(engine: Engine, clients: AwsClients, stack: string): Promise<FunctionWatch> {
    const before = await functionOutputs(clients.cloudformation, stack);
    const group = { application: before.ApplicationName, group: before.DeploymentGroupName };
    const known = await knownDeployments(clients.codedeploy, group);
    const { version } = await routingOf(clients, before);
    const watch = new FunctionWatch(engine, clients, stack, { before, known, from: version });
    watch.#begin();
    return watch;
  }

  stop(): void {
    for (const ending of this.#endings.splice(0)) ending();
  }

  /** What was seen, after a last look. */
  async observation(drill: string, expected: Expectation): Promise<FunctionObservation> {
    await this.#engine.world.router.flush();
    const { codedeploy, cloudformation } = this.#clients;
    const outputs = await functionOutputs(cloudformation, this.#stack);
    await this.#look();
    const group = { application: outputs.ApplicationName, group: outputs.DeploymentGroupName };
    const id = await firstNewDeployment(codedeploy, group, this.#known);
    const { info } = id === undefined ? {} : await sightOf(codedeploy, id);
    const rollbackId = info?.rollbackInfo?.rollbackDeploymentId;
    const rollback = rollbackId === undefined ? undefined : await sightOf(codedeploy, rollbackId);
    const { version, additional } = await routingOf(this.#clients, outputs);
    const error = info?.errorInformation;
    return {
      drill,
      functionName: outputs.FunctionName,
      expected,
      versions: { from: this.#from, to: outputs.FunctionVersion },
      deployment: {
        id,
        status: info?.status ?? 'not created',
        ...(error && { error: { code: error.code ?? '', message: error.message ?? '' } }),
        ...(rollback && { rollback: { id: rollback.id, status: rollback.info.status ?? 'unknown' } }),
      },
      templateAlarms: outputs.AlarmNames.split(','),
      shares: this.#shares,
      answering: additional === undefined ? version : undefined,
      requests: this.#requests,
    };
  }

  #begin(): void {
    let isLooking = false;
    const look = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      this.#look()
        .catch((error: unknown) => this.#engine.log.warn('The alias could not be asked.', { error: String(error) }))
        .finally(() => (isLooking = false));
    }, LOOK_EVERY_MS);
    this.#endings.push(
      () => clearInterval(look),
      this.#engine.world.router.requests.subscribe((records) => this.#answered(records)),
    );
  }

  async #look(): Promise<void> {
    const { version, additional } = await routingOf(this.#clients, this.#before);
    const share = version !== this.#from ? 100 : (additional ?? 0);
    if (this.#shares.at(-1) !== share) this.#shares.push(share);
  }

  #answered(records: AccessRecord[]): void {
    for (const { groupName, status } of records) {
      if (groupName !== this.#before.FunctionName) continue;
      this.#requests[status < 500 ? 'answered' : 'failed']++;
    }
  }
}

/** Number of the version that the alias names, and the percent of a second one. */
async function routingOf({ lambda }: AwsClients, outputs: FunctionOutputs) {
  const { FunctionVersion = '', RoutingConfig } = await lambda.send(
    new GetAliasCommand({ FunctionName: outputs.FunctionName, Name: outputs.AliasName }),
  );
  const [weight] = Object.values(RoutingConfig?.AdditionalVersionWeights ?? {});
  return { version: FunctionVersion, additional: weight === undefined ? undefined : Math.round(weight * 100) };
}
