/**
 * One of `choices` with a probability of its weight over their sum; undefined when nothing weighs anything.
 * `random` gives numbers in [0, 1).
 */
export function weightedChoice<T extends { weight: number }>(
  choices: readonly T[],
  random: () => number,
): T | undefined {
  let total = 0;
  for (const choice of choices) total += choice.weight;
  if (!(total > 0)) return undefined;
  let left = random() * total;
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  // Rounding may leave a hair over: the last that weighs anything is meant.
  return choices.findLast((choice) => choice.weight > 0);
}
