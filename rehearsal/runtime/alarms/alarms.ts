import type { AlarmDefinition, AlarmStateValue } from '../../domain/alarm/alarm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import { Signal } from '../../kernel/signal.ts';
import type { AlarmState, AlarmStates } from '../ports/alarm-states.ts';
import { checkDefinition } from './check-definition.ts';
import { alarmNotFound } from './errors.ts';

export interface Alarm {
  arn: string;
  definition: AlarmDefinition;
  tags: Record<string, string>;
  state: AlarmStateValue;
  reason: string;
  /** JSON, as CloudWatch gives it beside the reason. */
  reasonData?: string;
  /** Epoch milliseconds. */
  stateChangedAt: number;
  configuredAt: number;
}

export interface AlarmHistoryItem {
  alarmName: string;
  at: number;
  type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  summary: string;
  data: string;
}

export interface StateChange {
  state: AlarmStateValue;
  reason: string;
  reasonData?: string;
}

/** A change of state, with what was before it. */
export interface AlarmTransition {
  scope: Scope;
  alarm: Readonly<Alarm>;
  previous: { state: AlarmStateValue; reason: string; reasonData?: string; changedAt: number };
}

/** Older items of a scope make room; AWS keeps 30 days. */
const MAX_HISTORY = 5_000;

/** Metric alarms of every account and region: what the API, CloudFormation and deployments share. */
export class Alarms implements AlarmStates, Persistent {
  readonly name = 'alarms';
  readonly changed = new Signal<{ scope: Scope; alarm: AlarmState }>();
  /** Fires with every change of an alarm's state, too: for actions, which tell more of it. */
  readonly transitions = new Signal<AlarmTransition>();
  readonly #clock: Clock;
  readonly #alarms = new PerScope(() => new Map<string, Alarm>());
  readonly #history = new PerScope<AlarmHistoryItem[]>(() => []);

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** Creates or replaces. A new alarm is INSUFFICIENT_DATA; an old one keeps its state. Source: PutMetricAlarm. */
  put(scope: Scope, definition: AlarmDefinition, tags?: Record<string, string>): Alarm {
    checkDefinition(definition);
    const now = this.#clock.now();
    const existing = this.#alarms.of(scope).get(definition.name);
    const alarm: Alarm = existing
      ? { ...existing, definition, configuredAt: now }
      : {
          arn: arnOf(scope, 'cloudwatch', `alarm:${definition.name}`),
          definition,
          tags: tags ?? {},
          state: 'INSUFFICIENT_DATA',
          reason: 'Unchecked: Initial alarm creation',
          stateChangedAt: now,
          configuredAt: now,
        };
    this.#alarms.of(scope).set(definition.name, alarm);
    const summary = `Alarm "${definition.name}" ${existing ? 'updated' : 'created'}`;
    this.#remember(scope, {
      alarmName: definition.name,
      at: now,
      type: 'ConfigurationUpdate',
      summary,
      data: '{"version":"1.0"}',
    });
    return alarm;
  }

  get(scope: Scope, name: string): Alarm {
    const alarm = this.#alarms.of(scope).get(name);
    if (!alarm) throw alarmNotFound();
    return alarm;
  }

  /** In the order of their names. */
  list(scope: Scope): Alarm[] {
    return [...this.#alarms.of(scope).values()].toSorted((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
  }

  all(): { scope: Scope; alarm: Alarm }[] {
    return this.#alarms.entries().flatMap(([scope]) => this.list(scope).map((alarm) => ({ scope, alarm })));
  }

  tag(scope: Scope, name: string, tags: Record<string, string>): void {
    this.get(scope, name).tags = tags;
  }

  /** All or none: a name that does not exist fails the whole call. Source: DeleteAlarms. */
  delete(scope: Scope, names: readonly string[]): void {
    for (const name of names) this.get(scope, name);
    for (const name of names) this.#alarms.of(scope).delete(name);
  }

  /** Sets the state; the same state again changes nothing but the reason. */
  setState(scope: Scope, name: string, { state, reason, reasonData }: StateChange): void {
    const alarm = this.get(scope, name);
    const { state: previous, ...before } = alarm;
    alarm.reason = reason;
    if (reasonData === undefined) delete alarm.reasonData;
    else alarm.reasonData = reasonData;
    if (state === previous) return;
    alarm.state = state;
    alarm.stateChangedAt = this.#clock.now();
    this.#remember(scope, {
      alarmName: name,
      at: alarm.stateChangedAt,
      type: 'StateUpdate',
      summary: `Alarm updated from ${previous} to ${state}`,
      data: JSON.stringify({
        version: '1.0',
        oldState: { stateValue: previous },
        newState: { stateValue: state, stateReason: reason },
      }),
    });
    this.changed.emit({ scope, alarm: stateOf(alarm) });
    this.transitions.emit({
      scope,
      alarm: { ...alarm },
      previous: {
        state: previous,
        reason: before.reason,
        ...(before.reasonData !== undefined && { reasonData: before.reasonData }),
        changedAt: before.stateChangedAt,
      },
    });
  }

  /** Keeps in the history what became of an action. Source: DescribeAlarmHistory, HistoryItemType Action. */
  recordAction(scope: Scope, name: string, action: string, error?: string): void {
    this.#remember(scope, {
      alarmName: name,
      at: this.#clock.now(),
      type: 'Action',
      summary:
        error === undefined
          ? `Successfully executed action ${action}`
          : `Failed to execute action ${action}. Received error: "${error}"`,
      data: JSON.stringify({
        actionState: error === undefined ? 'Succeeded' : 'Failed',
        notificationResource: action,
        ...(error !== undefined && { error }),
      }),
    });
  }

  /** Oldest first. */
  history(scope: Scope): readonly AlarmHistoryItem[] {
    return this.#history.of(scope);
  }

  read(scope: Scope, names: string[]): AlarmState[] {
    const alarms = this.#alarms.of(scope);
    return names.map((name) => alarms.get(name)).flatMap((alarm) => (alarm ? [stateOf(alarm)] : []));
  }

  save(): { alarms: [Scope, Map<string, Alarm>][]; history: [Scope, AlarmHistoryItem[]][] } {
    return { alarms: this.#alarms.entries(), history: this.#history.entries() };
  }

  /** States are kept: without data they change as missing data says, as in AWS. */
  restore({ alarms, history }: ReturnType<this['save']>): void {
    this.#alarms.refill(alarms);
    this.#history.refill(history);
  }

  #remember(scope: Scope, item: AlarmHistoryItem): void {
    const history = this.#history.of(scope);
    history.push(item);
    if (history.length > MAX_HISTORY) history.splice(0, history.length - MAX_HISTORY);
  }
}

const stateOf = (alarm: Alarm): AlarmState => ({
  name: alarm.definition.name,
  state: alarm.state,
  reason: alarm.reason,
  changedAt: alarm.stateChangedAt,
});
