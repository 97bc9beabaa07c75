import type { RequestMinute } from '../aws/gateways.ts';
import { duration } from '../line.ts';
import type { LifecycleEvent } from '../release/deployment.ts';
import type { Comparison } from '../release/outputs.ts';

/** Whether a release was judged by the version that it replaced, as far as requests go. */
export interface Judgement {
  judged: boolean;
  /** Minutes of the shift in which both versions had enough requests, and how many it takes. */
  minutes: number;
  minutesNeeded: number;
  /** The most that the version with fewer requests had in a minute; undefined where no minute is known. */
  requests: number | undefined;
  requestsNeeded: number;
  /** One line for people. */
  message: string;
}

/** Epoch milliseconds. */
export interface Span {
  from: number;
  until: number;
}

/** While the event AllowTraffic goes on both versions have requests; undefined before it began. */
export function shiftOf(events: readonly LifecycleEvent[], now: number): Span | undefined {
  const shift = events.find(({ name }) => name === 'AllowTraffic');
  return shift?.startedAt === undefined ? undefined : { from: shift.startedAt, until: shift.endedAt ?? now };
}

/** What of the shift is whole minutes of metrics: in a part of one, a version may have been alone. */
export const wholeMinutes = ({ from, until }: Span, minuteMs: number): Span => {
  const first = Math.ceil(from / minuteMs) * minuteMs;
  return { from: first, until: Math.max(first, Math.floor(until / minuteMs) * minuteMs) };
};

export const minutesIn = (shift: Span, minuteMs: number): number => {
  const { from, until } = wholeMinutes(shift, minuteMs);
  return (until - from) / minuteMs;
};

/** `seen` are the whole minutes of the shift that metrics know. Judged by as many minutes as the alarms need; too few are told with what there was. */
export function judgeComparison(
  { requests: requestsNeeded, minutes: minutesNeeded }: Comparison,
  shift: Span | undefined,
  seen: readonly RequestMinute[],
  minuteMs: number,
): Judgement {
  const fewer = seen.map(({ requests }) => Math.min(...requests));
  const minutes = fewer.filter((count) => count >= requestsNeeded).length;
  const most = fewer.length === 0 ? undefined : Math.max(...fewer);
  const facts = { minutes, minutesNeeded, requests: most, requestsNeeded };
  if (minutes >= minutesNeeded)
    return {
      judged: true,
      ...facts,
      message: `Judged by the version before: in ${minutes} min of the shift both had ${requestsNeeded} requests a minute or more.`,
    };
  return { judged: false, ...facts, message: `Not judged by the version before: ${whyNot(facts, shift, minuteMs)}` };
}

function whyNot(
  { minutes, minutesNeeded, requests, requestsNeeded }: Omit<Judgement, 'judged' | 'message'>,
  shift: Span | undefined,
  minuteMs: number,
): string {
  if (shift === undefined) return 'when traffic moved is not known.';
  const whole = minutesIn(shift, minuteMs);
  if (whole < minutesNeeded)
    return `the shift took ${duration(shift.until - shift.from)}, which holds ${whole} whole min of metrics, ${minutesNeeded} needed.`;
  if (requests === undefined) return 'CloudWatch has no request counts of the shift.';
  const had = `${requests} requests a minute at most to the version with fewer, ${requestsNeeded} needed`;
  return requests >= requestsNeeded
    ? `${requestsNeeded} requests a minute to both in ${minutes} min only, ${minutesNeeded} needed.`
    : `${had}.`;
}
