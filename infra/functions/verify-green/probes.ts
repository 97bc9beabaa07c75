import type { Answer } from './ports.ts';

export interface Probe {
  readonly path: string;
  /** @returns what is wrong with the answer. */
  readonly problemOf: (answer: Answer) => string | undefined;
}

const N = 50;

/** What green must answer before anyone but this function asks it; where access is restricted, that it keeps strangers out. */
export const probesOf = (access: 'public' | 'restricted'): readonly Probe[] => [
  { path: '/health/ready', problemOf: notOk },
  { path: '/version', problemOf: (answer) => notOk(answer) ?? notJsonObject(answer) },
  { path: `/api/v1/factorial?number=${N}`, problemOf: access === 'public' ? notTheFactorial : notKeptOut },
];

function notTheFactorial(answer: Answer): string | undefined {
  return (
    notOk(answer) ?? (answer.body.includes(String(factorial(N))) ? undefined : `the answer does not hold ${N}! exactly`)
  );
}

/** This function has no token, as a stranger has none. */
function notKeptOut({ status }: Answer): string | undefined {
  return status === 401 ? undefined : `status ${status} without a token, not 401`;
}

function notOk({ status }: Answer): string | undefined {
  return status === 200 ? undefined : `status ${status}, not 200`;
}

function notJsonObject({ body }: Answer): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? undefined : 'the answer is no JSON object';
  } catch {
    return 'the answer is not JSON';
  }
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
