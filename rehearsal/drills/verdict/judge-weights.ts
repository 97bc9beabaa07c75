import type { StepObservation } from './observation.ts';

export interface WeightVerdict {
  /** From 1. */
  step: number;
  asked: number;
  /** Percent of green among the requests of the step. */
  seen: number | undefined;
  requests: number;
  /** How many standard errors the seen share is away from the asked one. */
  standardErrors: number | undefined;
  judgement: 'as asked' | 'off' | 'not judged';
  /** Requests that a judgement of this weight needs. */
  needed: number;
}

/** Beyond this many standard errors a share is off: by chance alone that happens once in 16,000 steps. */
export const MOST_STANDARD_ERRORS = 4;

/** The normal approximation of a binomial share needs about ten expected requests on each side. */
const EXPECTED_ON_EACH_SIDE = 10;
/** 0 % and 100 % leave nothing to chance, but few requests prove little. */
const FEWEST_FOR_CERTAINTY = 50;

/** Whether each step's share is within four standard errors of the weight, where there were enough requests to tell. */
export const judgeWeights = (steps: StepObservation[]): WeightVerdict[] =>
  steps.map(({ asked, requests, green }, index) => {
    const p = asked / 100;
    const certain = p === 0 || p === 1;
    const needed = certain ? FEWEST_FOR_CERTAINTY : Math.ceil(EXPECTED_ON_EACH_SIDE / Math.min(p, 1 - p));
    const share = requests === 0 ? undefined : green / requests;
    const base = { step: index + 1, asked, seen: share === undefined ? undefined : share * 100, requests, needed };
    if (share === undefined) return { ...base, standardErrors: undefined, judgement: 'not judged' };
    const exact = share === p;
    // At 0 % and 100 % the standard error is zero: a single request on the wrong side is infinitely far off.
    const standardErrors = exact
      ? 0
      : certain
        ? Number.POSITIVE_INFINITY
        : Math.abs(share - p) / Math.sqrt((p * (1 - p)) / requests);
    // What cannot happen is off however few requests there were.
    if (requests < needed && !(certain && !exact)) return { ...base, standardErrors, judgement: 'not judged' };
    return { ...base, standardErrors, judgement: standardErrors <= MOST_STANDARD_ERRORS ? 'as asked' : 'off' };
  });
