import type { Answer } from '../http.ts';

export interface Check {
  path: string;
  /** What is wrong with an answer. */
  problemOf: (answer: Answer) => string | undefined;
}

export type Access = 'public' | 'restricted';

/** Its factorial is above 2^53: an answer made with floating point fails. */
const N = 50;

/** What a user of the environment must find after a release; where access is restricted, that strangers are kept out. */
export const checksOf = (access: Access): Check[] => [
  { path: '/health', problemOf: notUp },
  { path: '/version', problemOf: (answer) => notOk(answer) ?? notAnObject(answer) },
  { path: `/api/v1/factorial?number=${N}`, problemOf: access === 'public' ? notTheFactorial : notKeptOut },
];

const notOk = ({ status }: Answer): string | undefined => (status === 200 ? undefined : `status ${status}, not 200`);

function notUp(answer: Answer): string | undefined {
  const report = parsed(answer.body)?.status;
  const status = notOk(answer);
  if (status !== undefined) return report === undefined ? status : `${status} (${JSON.stringify(report)})`;
  return report === 'UP' ? undefined : `the report's status is ${JSON.stringify(report) ?? 'missing'}, not "UP"`;
}

const notAnObject = ({ body }: Answer): string | undefined =>
  parsed(body) === undefined ? 'the answer is no JSON object' : undefined;

const notTheFactorial = (answer: Answer): string | undefined =>
  notOk(answer) ?? (answer.body.includes(String(factorial(N))) ? undefined : `the answer does not hold ${N}! exactly`);

/** There is no token here, as a stranger has none. */
const notKeptOut = ({ status }: Answer): string | undefined =>
  status === 401 ? undefined : `status ${status} without a token, not 401`;

function parsed(body: string): { status?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
