import { type Context, pause } from '../context.ts';
import { plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';

/** How long an alarm of the last release may take to leave ALARM before it counts as a reason not to release. */
const ALARM_PATIENCE_MS = 15 * 60_000;

/**
 * An alarm that is still in ALARM from an earlier release would stop this one at once, and one that does not exist
 * cannot be read, which stops a deployment too (ignorePollAlarmFailure is false). Throws CannotRelease.
 */
export async function alarmsAtRest(names: string[], context: Context): Promise<void> {
  const deadline = context.time.now() + Math.min(ALARM_PATIENCE_MS, context.timeoutMs);
  for (let said = false; ; said = true) {
    const states = await context.aws.alarms.states(names);
    const missing = names.filter((name) => !states.some((alarm) => alarm.name === name));
    if (missing.length > 0)
      throw new CannotRelease(`These alarms do not exist, so nothing would roll green back: ${missing.join(', ')}.`);
    const active = states.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    if (active.length === 0) return;
    if (context.time.now() >= deadline) {
      throw new CannotRelease(`In ALARM before the release began, which would stop it at once: ${active.join(', ')}.`);
    }
    if (!said) context.print(plain(`Waiting for an earlier alarm of green to end: ${active.join(', ')}.`));
    await pause(context);
  }
}
