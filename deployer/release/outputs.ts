/** A stack output that holds a list: parts between commas. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** CodeDeploy takes at most ten alarms a deployment (AlarmsLimitExceededException). */
export const MAX_ALARMS = 10;

/** What the comparison alarms need before they judge green by blue. */
export interface Comparison {
  /** In a minute, to each of the two groups. */
  requests: number;
  /** Minutes with that many. */
  minutes: number;
}

/** `RequestsToCompare` and `MinutesToCompare`; undefined where a stack names none, which compares nothing. */
export function comparisonOf(outputs: Record<string, string>): Comparison | undefined {
  const [requests, minutes] = ['RequestsToCompare', 'MinutesToCompare'].map((key) => Number(outputs[key]?.trim()));
  const isCount = (value: number | undefined): value is number => Number.isInteger(value) && (value ?? 0) > 0;
  return isCount(requests) && isCount(minutes) ? { requests, minutes } : undefined;
}
