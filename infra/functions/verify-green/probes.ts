import type { Answer } from './ports.ts';

export interface Probe {
  readonly path: string;
  /** @returns what is wrong with the answer. */
  readonly problemOf: (answer: Answer) => string | undefined;
}

const N = 50;

/** What green must answer before anyone but this function asks it. */
export const probes: readonly Probe[] = [
  { path: '/health/ready', problemOf: notOk },
  { path: '/version', problemOf: (answer) => notOk(answer) ?? notJsonObject(answer) },
  {
    path: `/api/v1/factorial?number=${N}`,
    problemOf: (answer) =>
      notOk(answer) ??
      (answer.body.includes(String(factorial(N))) ? undefined : `the answer does not hold ${N}! exactly`),
  },
];

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
