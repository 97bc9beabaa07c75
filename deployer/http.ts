/** HTTP as a port, so that tests decide what is answered. */
export interface Http {
  /** Rejects where nothing answers in time. Redirects are answers. */
  get(url: string): Promise<Answer>;
}

export interface Answer {
  status: number;
  body: string;
}

/** Milliseconds for a whole answer. */
const PATIENCE_MS = 10_000;

export const systemHttp = (interrupted: AbortSignal): Http => ({
  async get(url) {
    try {
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_MS)]);
      const response = await fetch(url, { redirect: 'manual', signal });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      throw new Error(reasonOf(error as Error), { cause: error });
    }
  },
});

/** `fetch failed` says nothing; the innermost cause does, or, of several addresses that were tried, the cause's code. */
function reasonOf(error: Error): string {
  let innermost = error;
  while (innermost.cause instanceof Error) innermost = innermost.cause;
  return innermost.message || (innermost as NodeJS.ErrnoException).code || error.message;
}
