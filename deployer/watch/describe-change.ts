import { bad, duration, faint, good, type Line, plain, shares } from '../line.ts';
import type { LifecycleEvent } from '../release/deployment.ts';
import type { Observation } from './observation.ts';

/** What changed from one look to the next, a line each. `shiftLeftMs` is told beside a change of weights. */
export function describeChange(before: Observation | undefined, now: Observation, shiftLeftMs?: number): Line[] {
  const since = now.deployment.createdAt ?? now.at;
  const at = (what: string, how: string) => `${elapsed(now.at - since)}  ${what.padEnd(22)} ${how}`;
  const lines: Line[] = [];
  const { status } = now.deployment;
  if (before?.deployment.status !== status) {
    const line = at('deployment', before ? `${before.deployment.status} → ${status}` : status);
    lines.push(status === 'Failed' || status === 'Stopped' ? bad(line) : plain(line));
  }
  for (const event of now.deployment.events) {
    const known = before?.deployment.events.find(({ name }) => name === event.name);
    if (event.status === (known?.status ?? 'Pending')) continue;
    lines.push(eventLine(event, now.at, at));
  }
  if (now.asked !== undefined && now.asked !== before?.asked) lines.push(plain(at('weights asked', shares(now.asked))));
  if (now.seen !== undefined && now.seen !== before?.seen) {
    const left = shiftLeftMs ? ` (about ${duration(shiftLeftMs)} of the shift left)` : '';
    lines.push(plain(at('weights seen', shares(now.seen) + left)));
  }
  if (now.test !== undefined && now.test !== before?.test) lines.push(faint(at('test listener', shares(now.test))));
  const health = healthOf(now);
  if (health !== (before ? healthOf(before) : '')) {
    lines.push(
      (now.greenHealth.some(({ state }) => state === 'unhealthy') ? bad : faint)(at('green targets', health || 'none')),
    );
  }
  for (const alarm of now.alarms) {
    const known = before?.alarms.find(({ name }) => name === alarm.name);
    if (alarm.state === known?.state || (!known && alarm.state !== 'ALARM')) continue;
    const change = known ? `${known.state} → ${alarm.state}` : alarm.state;
    lines.push(
      alarm.state === 'ALARM'
        ? bad(at('alarm', `${alarm.name} ${change}: ${alarm.reason}`))
        : plain(at('alarm', `${alarm.name} ${change}`)),
    );
  }
  return lines;
}

function eventLine(event: LifecycleEvent, now: number, at: (what: string, how: string) => string): Line {
  const took = event.startedAt === undefined ? '' : ` after ${duration((event.endedAt ?? now) - event.startedAt)}`;
  switch (event.status) {
    case 'InProgress':
      return plain(at(event.name, 'in progress'));
    case 'Succeeded':
      return good(at(event.name, `succeeded${took}`));
    case 'Failed':
      return bad(at(event.name, `failed${took}${event.diagnostics?.message ? `: ${event.diagnostics.message}` : ''}`));
    default:
      return faint(at(event.name, event.status.toLowerCase()));
  }
}

/** `2 healthy, 1 unhealthy (10.0.1.4:8080: Health checks failed)` */
function healthOf({ greenHealth }: Observation): string {
  const counts = new Map<string, number>();
  for (const { state } of greenHealth) counts.set(state, (counts.get(state) ?? 0) + 1);
  const text = [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  const reasons = greenHealth
    .filter(({ state }) => state === 'unhealthy')
    .map(({ target, reason = 'no reason given' }) => `${target}: ${reason}`);
  return reasons.length > 0 ? `${text} (${reasons.join('; ')})` : text;
}

/** `+1:05`, right-aligned to seven characters. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `+${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(7);
}
