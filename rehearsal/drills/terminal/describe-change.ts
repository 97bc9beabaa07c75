import { duration, type LiveView, versionsText } from './live-view.ts';

/** What a log gets instead of the block: a line for each change that matters, none for mere counting. */
export function describeChange(before: LiveView | undefined, now: LiveView): string[] {
  const lines: string[] = [];
  const { requests, weights } = now;
  if (before?.title !== now.title) lines.push(now.title);
  const known = before?.title === now.title ? before : undefined;
  const say = (what: string, how: string) =>
    lines.push(`  ${duration(now.elapsedMs).padStart(11)}  ${what.padEnd(22)} ${how}`);
  if (now.status !== undefined && now.status !== known?.status) say('deployment', now.status);
  for (const { name, status, durationMs } of now.events) {
    const was = known?.events.find((event) => event.name === name)?.status ?? 'Pending';
    if (status !== was)
      say(name, status + (durationMs === undefined || status === 'InProgress' ? '' : ` after ${duration(durationMs)}`));
  }
  const asked = weights.asked !== known?.weights.asked;
  const seen = weights.seen !== known?.weights.seen;
  if (asked || seen) {
    const left = now.leftMs === undefined ? '' : `, about ${duration(now.leftMs)} left`;
    say('weight of green', `asked ${percent(weights.asked)}, seen ${percent(weights.seen)}${left}`);
    say('requests', `${requests.sent} sent, ${requests.failed} failed; ${versionsText(requests.byVersion)}`);
  }
  if (requests.failed > 0 && (known?.requests.failed ?? 0) === 0)
    say('first failures', `${requests.failed} of ${requests.sent}`);
  for (const name of now.alarms) if (!known?.alarms.includes(name)) say('alarm', `${name} in ALARM`);
  for (const name of known?.alarms ?? []) if (!now.alarms.includes(name)) say('alarm', `${name} no longer in ALARM`);
  return lines;
}

const percent = (value: number | undefined) => (value === undefined ? 'not known' : `${Math.round(value * 10) / 10} %`);
