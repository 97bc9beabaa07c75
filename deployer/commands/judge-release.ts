import { type Context, pause } from '../context.ts';
import { faint, plain } from '../line.ts';
import type { Comparison } from '../release/outputs.ts';
import type { ReleaseTarget } from '../release/release-target.ts';
import type { Sides } from '../release/sides.ts';
import {
  judgeComparison,
  type Judgement,
  minutesIn,
  shiftOf,
  type Span,
  wholeMinutes,
} from '../watch/judge-comparison.ts';
import type { WatchEnd } from '../watch/watch-deployment.ts';

const MINUTE_MS = 60_000;
/** How late the last minutes of a shift may come: metrics reach CloudWatch within a few minutes. */
const LATE_MINUTES = 3;

/**
 * Tells whether a finished release was judged by the version before, from the requests that both had. Undefined where the
 * stack compares nothing. That it cannot be read is told, too, and never fails a release.
 */
export async function judgeRelease(
  end: WatchEnd,
  { target, sides }: { target: ReleaseTarget | undefined; sides: Sides | undefined },
  context: Context,
): Promise<Judgement | undefined> {
  if (end.kind !== 'finished' || target?.platform !== 'ECS' || !target.comparison) return undefined;
  const { comparison, productionListener } = target;
  const minuteMs = context.minuteMs ?? MINUTE_MS;
  const shift = sides && shiftOf(end.last.deployment.events, end.last.at);
  try {
    const judgement =
      shift && minutesIn(shift, minuteMs) >= comparison.minutes
        ? await judgeByCounts(comparison, shift, { listener: productionListener, sides, minuteMs }, context)
        : judgeComparison(comparison, shift, [], minuteMs);
    context.print(plain(`         ${judgement.message}`));
    return judgement;
  } catch (error) {
    if (context.interrupted.aborted) throw error;
    const { name, message } = error as Error;
    return {
      ...judgeComparison(comparison, shift, [], minuteMs),
      message: `Not judged by the version before: request counts could not be read: ${name}: ${message}`,
    };
  }
}

/** Asks again while the last minutes may still come. */
async function judgeByCounts(
  comparison: Comparison,
  shift: Span,
  { listener, sides, minuteMs }: { listener: string; sides: Sides; minuteMs: number },
  context: Context,
): Promise<Judgement> {
  const range = { listener, targetGroups: [sides.blue, sides.green], ...wholeMinutes(shift, minuteMs), minuteMs };
  for (let said = false; ; said = true) {
    const seen = await context.aws.requests.byMinute(range);
    const judgement = judgeComparison(comparison, shift, seen, minuteMs);
    const isComplete = seen.length >= minutesIn(shift, minuteMs);
    if (judgement.judged || isComplete || context.time.now() >= shift.until + LATE_MINUTES * minuteMs) return judgement;
    if (!said) context.print(faint('         Waiting for the request counts of the last minutes, which come late.'));
    await pause(context);
  }
}
