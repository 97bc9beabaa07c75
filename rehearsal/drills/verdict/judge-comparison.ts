/** What the template's alarms that compare both versions had to go by; requests are those of one minute, which may be shortened. */
export interface ComparisonObservation {
  /** In a minute, to each version, and in how many minutes: less is not judged. */
  requestsNeeded: number;
  minutesNeeded: number;
  /** Whole minutes of the shift: the requests of the version that had fewer. */
  fewer: number[];
}

export interface ComparisonVerdict extends Omit<ComparisonObservation, 'fewer'> {
  judgement: 'judged' | 'not judged';
  /** Minutes in which both versions had enough. */
  minutes: number;
  /** The most that the version with fewer had; undefined where no whole minute was seen. */
  requests: number | undefined;
}

/** Whether green was judged by blue, or only looked at by itself. */
export function judgeComparison({ fewer, ...needed }: ComparisonObservation): ComparisonVerdict {
  const minutes = fewer.filter((count) => count >= needed.requestsNeeded).length;
  return {
    judgement: minutes >= needed.minutesNeeded ? 'judged' : 'not judged',
    minutes,
    requests: fewer.length === 0 ? undefined : Math.max(...fewer),
    ...needed,
  };
}

export function comparisonText({ judgement, ...seen }: ComparisonVerdict): string {
  const { minutes, minutesNeeded, requests, requestsNeeded } = seen;
  if (judgement === 'judged') return `judged: both versions had ${requestsNeeded} requests a minute in ${minutes} min`;
  if (requests === undefined) return `not judged: no whole minute in which both versions had requests`;
  return requests < requestsNeeded
    ? `not judged: ${requests} requests a minute at most to the version with fewer, ${requestsNeeded} needed`
    : `not judged: ${requestsNeeded} requests a minute to both in ${minutes} min only, ${minutesNeeded} needed`;
}
