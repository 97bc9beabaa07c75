import { isEnded } from '../../domain/deployment/deployment.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { AlarmState, AlarmStates } from '../ports/alarm-states.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import type { DeploymentRunner } from './deployment-runner.ts';
import type { DeploymentSettings } from './settings.ts';

/** Reads the deployment's alarms at an interval, as CodeDeploy polls, and tells its runner. Returns the end of it. */
export function watchAlarms(
  record: DeploymentRecord,
  runner: DeploymentRunner,
  deps: { clock: Clock; log: Log; alarmStates: AlarmStates; settings: DeploymentSettings },
): () => void {
  const { plan, createdAt } = record.existing;
  const names = plan.kind === 'Replacement' ? [...plan.alarms.names] : [];
  if (names.length === 0) return () => {};
  const { clock, settings } = deps;
  const counts = ({ state, changedAt }: AlarmState) =>
    state === 'ALARM' && (settings.alarmsRingingAtStart === 'stop' || changedAt > createdAt);
  return clock.every(settings.alarmPollSeconds * 1000, () => {
    if (isEnded(record.state)) return;
    const states = read(record, names, deps);
    const active = states.filter(counts).map(({ name }) => name);
    const unreadable = names.filter((name) => !states.some((state) => state.name === name));
    if (active.length + unreadable.length === 0) return;
    runner.handle({ type: 'ReportAlarms', at: clock.now(), active, unreadable });
  });
}

function read(
  record: DeploymentRecord,
  names: string[],
  { alarmStates, log }: { alarmStates: AlarmStates; log: Log },
): AlarmState[] {
  try {
    return alarmStates.read(record.request.scope, names);
  } catch (error) {
    log.warn(`Deployment ${record.id} could not read its alarms`, { error: messageOf(error) });
    return [];
  }
}
