import type { BusEvent } from '../../domain/event/event.ts';
import { matchesPattern } from '../../domain/event/match-pattern.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { EventBus, ServiceEvent } from '../ports/event-bus.ts';
import { deliverEvent, type TargetDependencies } from './deliver-event.ts';
import { ruleNotFound, validation } from './errors.ts';
import type { Rule, RuleTarget } from './rule.ts';
import { ruleSettings, ruleTarget, type RuleInput, type TargetInput } from './rule-input.ts';

export interface EventsDependencies extends TargetDependencies {
  ids: Ids;
  log: Log;
}

/** Source: EventBridge quotas, targets per rule. */
const MOST_TARGETS = 5;

/** EventBridge's use cases: the default bus of every account and region, its rules and their schedules. */
export class Events implements EventBus, Persistent {
  readonly name = 'events';
  readonly #deps: EventsDependencies;
  readonly #rules = new PerScope(() => new Map<string, Rule>());
  /** What ends a rule's schedule, by the rule's ARN. */
  readonly #schedules = new Map<string, () => void>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(deps: EventsDependencies) {
    this.#deps = deps;
  }

  /** Creates, or replaces all but targets and tags. Source: PutRule. */
  put(scope: Scope, input: RuleInput, tags: Record<string, string> = {}): Rule {
    const settings = ruleSettings(input);
    const existing = this.#rules.of(scope).get(settings.name);
    const { account, region } = scope;
    const rule: Rule = {
      ...settings,
      arn: existing?.arn ?? arnOf(scope, 'events', `rule/${settings.name}`),
      scope: { account, region },
      targets: existing?.targets ?? new Map(),
      tags: existing?.tags ?? tags,
    };
    this.#rules.of(scope).set(rule.name, rule);
    this.#schedule(rule);
    return rule;
  }

  get(scope: Scope, name: string): Rule {
    const rule = this.#rules.of(scope).get(name);
    if (!rule) throw ruleNotFound(name);
    return rule;
  }

  /** By name. */
  list(scope: Scope): Rule[] {
    return [...this.#rules.of(scope).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  enable(scope: Scope, name: string, isEnabled: boolean): void {
    const rule = this.get(scope, name);
    rule.isEnabled = isEnabled;
    this.#schedule(rule);
  }

  /** What does not exist is deleted already; targets must be gone. Source: DeleteRule. */
  delete(scope: Scope, name: string): void {
    const rule = this.#rules.of(scope).get(name);
    if (!rule) return;
    if (rule.targets.size > 0) throw validation("Rule can't be deleted since it has targets.");
    this.#unschedule(rule);
    this.#rules.of(scope).delete(name);
  }

  /** All or none: adds targets, or replaces those of the same id. */
  putTargets(scope: Scope, name: string, targets: readonly TargetInput[]): void {
    const rule = this.get(scope, name);
    const wanted = new Map([...rule.targets, ...targets.map(ruleTarget).map((target) => [target.id, target] as const)]);
    if (wanted.size > MOST_TARGETS)
      throw validation(`The requested resource exceeds the maximum number allowed: ${MOST_TARGETS} targets per rule.`);
    rule.targets = wanted;
  }

  /** Returns the ids that the rule does not have. */
  removeTargets(scope: Scope, name: string, ids: readonly string[]): string[] {
    const { targets } = this.get(scope, name);
    return ids.filter((id) => !targets.delete(id));
  }

  publish(scope: Scope, { source, detailType, resources, detail }: ServiceEvent): void {
    this.accept(scope, { source, 'detail-type': detailType, resources: [...resources], detail });
  }

  /** Puts an event on the bus; returns its id. What it sets off goes on. `at` is in epoch milliseconds. */
  accept(
    scope: Scope,
    told: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'detail'>,
    at = this.#deps.clock.now(),
  ): string {
    const event = this.#event(scope, told, at);
    for (const rule of this.list(scope))
      if (rule.isEnabled && rule.pattern && matchesPattern(rule.pattern.fields, event)) this.#invoke(rule, event);
    return event.id;
  }

  /** Resolves when what events set off has been handed over. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  save(): Rule[] {
    return this.#rules.all().flatMap((rules) => [...rules.values()]);
  }

  restore(saved: readonly Rule[]): void {
    for (const rule of saved) this.#rules.of(rule.scope).set(rule.name, rule);
  }

  /** Schedules begin again: what was due meanwhile is not made up for. */
  resume(): void {
    for (const rule of this.save()) this.#schedule(rule);
  }

  /** Ends the schedules. */
  close(): void {
    for (const end of this.#schedules.values()) end();
    this.#schedules.clear();
  }

  #event(
    { account, region }: Scope,
    told: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'detail'>,
    at: number,
  ): BusEvent {
    const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    return { version: '0', id: this.#deps.ids.uuid(), account, time, region, ...told };
  }

  /** The countdown begins when the rule does. Source: EventBridge user guide, "Rate expressions". */
  #schedule(rule: Rule): void {
    this.#unschedule(rule);
    if (!rule.isEnabled || !rule.schedule) return;
    const { clock } = this.#deps;
    const told = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [rule.arn], detail: {} };
    this.#schedules.set(
      rule.arn,
      clock.every(rule.schedule.everyMs, () => this.#invoke(rule, this.#event(rule.scope, told, clock.now()))),
    );
  }

  #unschedule({ arn }: Rule): void {
    this.#schedules.get(arn)?.();
    this.#schedules.delete(arn);
  }

  #invoke(rule: Rule, event: BusEvent): void {
    for (const target of rule.targets.values()) {
      const delivery: Promise<void> = this.#deliver(rule, target, event).finally(() => this.#underWay.delete(delivery));
      this.#underWay.add(delivery);
    }
  }

  async #deliver(rule: Rule, target: RuleTarget, event: BusEvent): Promise<void> {
    try {
      await deliverEvent(this.#deps, rule, target, event);
    } catch (error) {
      this.#deps.log.warn(`The rule ${rule.name} could not deliver to ${target.arn}.`, { error: messageOf(error) });
    }
  }
}
