import type { LoadSnapshot } from './load/load-report.ts';
import type { ReleaseWatch } from './release-watch.ts';
import type { LiveView } from './terminal/live-view.ts';

/** What the operator sees now. */
export function releaseView(
  { name, versions }: { name: string; versions: { blue: string; green: string } },
  startedAt: number,
  watch: ReleaseWatch,
  load: LoadSnapshot,
): LiveView {
  const events = watch.deployment?.target?.lifecycleEvents ?? [];
  return {
    title: `${name} (${versions.green})`,
    elapsedMs: Date.now() - startedAt,
    status: watch.deployment?.info.status,
    events: events.map(({ lifecycleEventName = '', status = 'Unknown', startTime, endTime }) => ({
      name: lifecycleEventName,
      status,
      ...(startTime && { durationMs: (endTime?.getTime() ?? Date.now()) - startTime.getTime() }),
    })),
    weights: { asked: watch.weights.at(-1)?.asked, seen: watch.seen },
    requests: {
      sent: load.sent,
      failed: load.failed,
      perSecond: load.lastSecond.sent,
      p99Ms: load.p99,
      byVersion: { [versions.blue]: watch.answers.blue, [versions.green]: watch.answers.green },
    },
    alarms: [...watch.activeAlarms],
    leftMs: leftMs(watch),
  };
}

/** Until the last step of the shift; only that part of a release has a time of its own. */
function leftMs(watch: ReleaseWatch): number | undefined {
  const shift = watch.deployment?.target?.lifecycleEvents?.find(
    ({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic',
  );
  if (watch.shiftMs === undefined || !shift) return undefined;
  if (shift.status === 'Pending') return watch.shiftMs;
  if (shift.status !== 'InProgress' || !shift.startTime) return undefined;
  return Math.max(0, watch.shiftMs - (Date.now() - shift.startTime.getTime()));
}
