import { type CodeDeployClient, GetDeploymentConfigCommand } from '@aws-sdk/client-codedeploy';
import type { Engine } from '../engine.ts';
import type { Scope } from '../kernel/scope.ts';
import type { AccessRecord } from '../runtime/ports/traffic-router.ts';
import { type DeploymentSight, newestDeployment, sightOf } from './deployment-observer.ts';
import type { ServiceOutputs } from './service-stack.ts';
import type { RoutedRequest } from './verdict/observation.ts';

/** How often the listener's weights are read, in real milliseconds. */
const WEIGHTS_EVERY_MS = 20;
/** How often CodeDeploy is asked. */
const LOOK_EVERY_MS = 250;

export interface WeightChange {
  at: number;
  /** Percent of green. */
  asked: number;
}

/** Watches one release from outside while the deployer drives it: weights, access log, alarms, CodeDeploy's own view. */
export class ReleaseWatch {
  readonly weights: WeightChange[] = [];
  readonly requests: RoutedRequest[] = [];
  /** By what the load balancer answered; the load generator's own count is the verdict's. */
  readonly answers = { blue: { answered: 0, failed: 0 }, green: { answered: 0, failed: 0 } };
  alarmAt: number | undefined;
  readonly activeAlarms = new Set<string>();
  deployment: DeploymentSight | undefined;
  /** Real milliseconds that the configuration's steps take. */
  shiftMs: number | undefined;
  readonly #groupOfTrace = new Map<string, string>();
  readonly #engine: Engine;
  readonly #scope: Scope;
  readonly #client: CodeDeployClient;
  readonly #outputs: ServiceOutputs;
  readonly #known: ReadonlySet<string>;
  readonly #endings: (() => void)[] = [];
  readonly green: string;
  readonly blue: string;

  constructor(
    engine: Engine,
    scope: Scope,
    client: CodeDeployClient,
    outputs: ServiceOutputs,
    known: ReadonlySet<string>,
  ) {
    this.#engine = engine;
    this.#scope = scope;
    this.#client = client;
    this.#outputs = outputs;
    this.#known = known;
    // Blue is what is live now, whatever the group's name says.
    const live = engine.world.loadBalancing.listeners
      .read(scope, outputs.ProductionListenerArn)
      .toSorted((a, b) => b.weight - a.weight)[0]?.targetGroupArn;
    const pair = [outputs.BlueTargetGroupArn, outputs.GreenTargetGroupArn];
    this.blue = live ?? outputs.BlueTargetGroupArn;
    this.green = pair.find((arn) => arn !== this.blue) ?? outputs.GreenTargetGroupArn;
  }

  start(): void {
    const { world } = this.#engine;
    const alarmNames = this.templateAlarms;
    this.#readWeights();
    const weights = setInterval(() => this.#readWeights(), WEIGHTS_EVERY_MS);
    let isLooking = false;
    const look = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      this.look()
        .catch((error: unknown) => this.#engine.log.warn('CodeDeploy could not be asked.', { error: String(error) }))
        .finally(() => (isLooking = false));
    }, LOOK_EVERY_MS);
    this.#endings.push(
      () => clearInterval(weights),
      () => clearInterval(look),
      world.router.requests.subscribe((records) => this.#routed(records)),
      world.alarms.changed.subscribe(({ alarm }) => {
        if (!alarmNames.includes(alarm.name)) return;
        if (alarm.state === 'ALARM') {
          this.activeAlarms.add(alarm.name);
          this.alarmAt ??= alarm.changedAt;
        } else {
          this.activeAlarms.delete(alarm.name);
        }
      }),
    );
  }

  stop(): void {
    for (const ending of this.#endings.splice(0)) ending();
  }

  get templateAlarms(): string[] {
    const { BlueAlarmNames, GreenAlarmNames } = this.#outputs;
    return `${BlueAlarmNames},${GreenAlarmNames}`.split(',').filter(Boolean);
  }

  /** The moment since which green has nothing of production again. */
  get allBlueAt(): number | undefined {
    const last = this.weights.at(-1);
    return last?.asked === 0 && this.weights.length > 1 ? last.at : undefined;
  }

  /** Percent of green among the last second's requests. */
  get seen(): number | undefined {
    const since = Date.now() - 1000;
    const recent = this.requests.slice(-2000).filter(({ at }) => at >= since);
    return recent.length === 0 ? undefined : (100 * recent.filter(({ toGreen }) => toGreen).length) / recent.length;
  }

  /** Which group answered the request with this trace, as the load balancer's access log has it. */
  groupOfTrace(trace: string): string | undefined {
    return this.#groupOfTrace.get(trace);
  }

  /** Asks CodeDeploy once more; also at the end, when the last interval has not fired. */
  async look(): Promise<void> {
    const id = this.deployment?.id ?? (await this.#newest());
    if (id !== undefined) this.deployment = await sightOf(this.#client, id);
    this.shiftMs ??= await this.#configuredShift();
  }

  #newest(): Promise<string | undefined> {
    const { ApplicationName: application, DeploymentGroupName: group } = this.#outputs;
    return newestDeployment(this.#client, { application, group }, this.#known);
  }

  async #configuredShift(): Promise<number> {
    const { deploymentConfigInfo } = await this.#client.send(
      new GetDeploymentConfigCommand({ deploymentConfigName: this.#outputs.DeploymentConfigName }),
    );
    const { timeBasedCanary, timeBasedLinear } = deploymentConfigInfo?.trafficRoutingConfig ?? {};
    const steps = timeBasedLinear ? Math.ceil(100 / (timeBasedLinear.linearPercentage ?? 100)) - 1 : 1;
    const minutes = timeBasedCanary?.canaryInterval ?? (timeBasedLinear?.linearInterval ?? 0) * steps;
    return this.#engine.world.clock.toReal(minutes * 60_000);
  }

  #readWeights(): void {
    const groups = this.#engine.world.loadBalancing.listeners.read(this.#scope, this.#outputs.ProductionListenerArn);
    const total = groups.reduce((sum, { weight }) => sum + weight, 0);
    const green = groups.find(({ targetGroupArn }) => targetGroupArn === this.green)?.weight ?? 0;
    const asked = total === 0 ? 0 : Math.round((100 * green) / total);
    if (this.weights.at(-1)?.asked !== asked) this.weights.push({ at: Date.now(), asked });
  }

  #routed(records: AccessRecord[]): void {
    for (const { listener, group, at, traceId, status } of records) {
      if (listener !== this.#outputs.ProductionListenerArn || group === undefined) continue;
      const root = /Root=([^;]+)/.exec(traceId)?.[1];
      if (root) this.#groupOfTrace.set(root, group);
      // Functions behind the same listener have groups of their own, and weights that no listener knows.
      if (group !== this.green && group !== this.blue) continue;
      this.requests.push({ at, toGreen: group === this.green });
      this.answers[group === this.green ? 'green' : 'blue'][status < 500 ? 'answered' : 'failed']++;
    }
  }
}
