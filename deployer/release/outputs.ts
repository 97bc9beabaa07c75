/** A stack output that holds a list: parts between commas. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** CodeDeploy takes at most ten alarms a deployment (AlarmsLimitExceededException). */
export const MAX_ALARMS = 10;
