import type { Scope } from '../../kernel/scope.ts';
import { assertAction } from './assert-action.ts';
import * as errors from './errors.ts';
import type { Listeners } from './listeners.ts';
import type { Listener, ListenerAction, Rule, RuleCondition } from './load-balancing-state.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import type { Tag, Tagging } from './tagging.ts';

const MAX_PRIORITY = 50_000;

/** Rules before a listener's default one. */
export class Rules {
  readonly #context: LoadBalancingContext;
  readonly #tagging: Tagging;
  readonly #listeners: Listeners;

  constructor(context: LoadBalancingContext, tagging: Tagging, listeners: Listeners) {
    this.#context = context;
    this.#tagging = tagging;
    this.#listeners = listeners;
  }

  async create(
    scope: Scope,
    facts: { listenerArn: string; priority: number; conditions: RuleCondition[]; action: ListenerAction; tags: Tag[] },
  ): Promise<Rule> {
    const listener = this.#listeners.get(scope, facts.listenerArn);
    this.#assertPriority(listener, facts.priority);
    this.#assertRule(scope, listener, facts.conditions, facts.action);
    const rule: Rule = {
      arn: this.#listeners.newRuleArn(listener.arn),
      priority: facts.priority,
      conditions: facts.conditions,
      action: facts.action,
    };
    await this.#replace(scope, listener, [...listener.rules, rule]);
    this.#tagging.replace(scope, rule.arn, facts.tags);
    return rule;
  }

  get(scope: Scope, arn: string): Rule {
    return this.#find(scope, arn).rule;
  }

  exists(scope: Scope, arn: string): boolean {
    return [...this.#context.stateOf(scope).listeners.values()].some(({ rules }) =>
      rules.some((rule) => rule.arn === arn),
    );
  }

  list(scope: Scope, wanted: { listenerArn?: string | undefined; arns?: string[] | undefined }): Rule[] {
    if (wanted.arns?.length) return wanted.arns.map((arn) => this.get(scope, arn));
    if (wanted.listenerArn === undefined)
      throw errors.validationError('You must specify either listener rule ARNs or a listener ARN');
    return this.#listeners.get(scope, wanted.listenerArn).rules;
  }

  /** What is not named stays as it is. Source: ELBv2 API, ModifyRule. */
  async modify(
    scope: Scope,
    arn: string,
    changes: { conditions?: RuleCondition[] | undefined; action?: ListenerAction | undefined },
  ): Promise<Rule> {
    const { listener, rule } = this.#find(scope, arn);
    if (rule.priority === 'default') throw errors.defaultRuleNotModifiable(arn);
    const changed: Rule = {
      ...rule,
      conditions: changes.conditions ?? rule.conditions,
      action: changes.action ?? rule.action,
    };
    this.#assertRule(scope, listener, changed.conditions, changed.action);
    await this.#replace(
      scope,
      listener,
      listener.rules.map((other) => (other === rule ? changed : other)),
    );
    return changed;
  }

  async setPriority(scope: Scope, arn: string, priority: number): Promise<Rule> {
    const { listener, rule } = this.#find(scope, arn);
    if (rule.priority === priority) return rule;
    this.#assertPriority(listener, priority);
    const changed: Rule = { ...rule, priority };
    await this.#replace(
      scope,
      listener,
      listener.rules.map((other) => (other === rule ? changed : other)),
    );
    return changed;
  }

  async delete(scope: Scope, arn: string): Promise<void> {
    const { listener, rule } = this.#find(scope, arn);
    if (rule.priority === 'default') throw errors.defaultRuleNotDeletable(arn);
    await this.#replace(
      scope,
      listener,
      listener.rules.filter((other) => other !== rule),
    );
    this.#tagging.forget(scope, arn);
  }

  #find(scope: Scope, arn: string): { listener: Listener; rule: Rule } {
    for (const listener of this.#context.stateOf(scope).listeners.values()) {
      const rule = listener.rules.find((candidate) => candidate.arn === arn);
      if (rule) return { listener, rule };
    }
    throw errors.ruleNotFound();
  }

  async #replace(scope: Scope, listener: Listener, rules: Rule[]): Promise<void> {
    const order = ({ priority }: Rule) => (priority === 'default' ? Number.POSITIVE_INFINITY : priority);
    const groups = [...listener.rules, ...rules].flatMap(({ action }) =>
      action.type === 'forward' ? action.groups : [],
    );
    listener.rules = rules.toSorted((one, other) => order(one) - order(other));
    await this.#listeners.rulesChanged(
      scope,
      groups.map(({ targetGroupArn }) => targetGroupArn),
    );
  }

  #assertPriority(listener: Listener, priority: number): void {
    if (!(Number.isInteger(priority) && priority >= 1 && priority <= MAX_PRIORITY))
      throw errors.validationError(`Rule priority '${priority}' must be between '1' and '${MAX_PRIORITY}' inclusive`);
    if (listener.rules.some((rule) => rule.priority === priority)) throw errors.priorityInUse(priority);
  }

  #assertRule(scope: Scope, listener: Listener, conditions: RuleCondition[], action: ListenerAction): void {
    if (conditions.length === 0) throw errors.validationError('A rule must have at least one condition');
    for (const field of ['path-pattern', 'host-header', 'http-request-method'] as const)
      if (conditions.filter((condition) => condition.field === field).length > 1)
        throw errors.validationError(`A rule can only have one '${field}' condition`);
    for (const condition of conditions)
      if (condition.values.length === 0)
        throw errors.validationError(`A condition value must be specified for '${condition.field}'`);
    const state = this.#context.stateOf(scope);
    assertAction(state, state.loadBalancers.get(listener.loadBalancerArn), action);
  }
}
