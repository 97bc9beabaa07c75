import { checkHealth } from './check-health.ts';
import { environment } from './environment.ts';
import { metricLine } from './metric-line.ts';

/** Clients would not wait longer. */
const DEADLINE_MILLISECONDS = 5000;

/** Asks an environment for its health, and leaves a line about it. That it is sick is a finding, not a failure of this. */
export async function handler(): Promise<void> {
  const settings = environment(process.env);
  const finding = await checkHealth(settings.url, {
    deadlineMilliseconds: DEADLINE_MILLISECONDS,
    now: () => performance.now(),
  });
  // Not by the console, which writes more than the line.
  process.stdout.write(`${metricLine(settings, finding, Date.now())}\n`);
}
