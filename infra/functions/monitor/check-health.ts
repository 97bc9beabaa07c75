/** What asking for the health found. */
export interface Finding {
  /** Undefined when the environment is healthy. */
  readonly problem: string | undefined;
  /** From asking to the end of the answer, or of the patience. */
  readonly milliseconds: number;
}

export interface CheckHealthOptions {
  /** An answer that takes longer is a failure. */
  readonly deadlineMilliseconds: number;
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number;
}

/** The firewall's common rules block requests without one (WAF developer guide: NoUserAgent_HEADER). */
const USER_AGENT = 'monitor';

/** Asks as a client would, over a connection of its own. Redirects are no health. */
export async function checkHealth(url: URL, { deadlineMilliseconds, now }: CheckHealthOptions): Promise<Finding> {
  const began = now();
  const problem = await problemOf(url, deadlineMilliseconds);
  return { problem, milliseconds: Math.round(now() - began) };
}

async function problemOf(url: URL, deadlineMilliseconds: number): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(deadlineMilliseconds);
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': USER_AGENT, connection: 'close' },
      signal: deadline,
    });
    const body = await answer.text();
    if (answer.status !== 200) return `status ${answer.status}, not 200`;
    return isUp(body) ? undefined : 'the answer does not say that it is UP';
  } catch (error) {
    return deadline.aborted ? `no answer within ${deadlineMilliseconds} ms` : reasonOf(error);
  }
}

function isUp(body: string): boolean {
  try {
    return (JSON.parse(body) as { status?: unknown } | null)?.status === 'UP';
  } catch {
    return false;
  }
}

/** fetch says why only in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = Object(error) as Partial<Error>;
  return (Object(cause) as Partial<Error>).message || message || String(error);
}
