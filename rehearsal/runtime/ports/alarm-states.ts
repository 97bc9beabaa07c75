import type { Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';

export interface AlarmState {
  name: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  reason: string;
  /** Epoch milliseconds of the last change. */
  changedAt: number;
}

/** What a deployment reads of its alarms. */
export interface AlarmStates {
  /** States of those of `names` that exist. */
  read(scope: Scope, names: string[]): AlarmState[];
  /** Fires with every change of an alarm's state. */
  readonly changed: Signal<{ scope: Scope; alarm: AlarmState }>;
}
