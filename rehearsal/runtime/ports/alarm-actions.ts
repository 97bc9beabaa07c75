import type { Scope } from '../../kernel/scope.ts';

/** An alarm that changed its state, as its actions see it. */
interface AlarmActionRequest {
  scope: Scope;
  /** The ARN that the alarm names. */
  action: string;
  alarmName: string;
  alarmArn: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** Does what alarms name, beside topics and functions: scaling policies for example. */
export interface AlarmActionHandler {
  takes(action: string): boolean;
  /** Throws what could not be done; the alarm's history says so. */
  run(request: AlarmActionRequest): Promise<void> | void;
}
