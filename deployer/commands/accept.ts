import { type Access, type Check, checksOf } from '../accept/checks.ts';
import { rollBackInWindow } from '../accept/roll-back-in-window.ts';
import { type Context, pause } from '../context.ts';
import type { Http } from '../http.ts';
import { bad, duration, good } from '../line.ts';
import type { Outcome } from '../outcome.ts';

export interface AcceptOptions {
  /** Scheme and host, as a user writes it. */
  url: string;
  access: Access;
  /** How often each check may be asked before it has failed. */
  tries: number;
  /** Service stack whose release is taken back when a check fails. */
  rollbackStack: string | undefined;
}

/**
 * Asks an environment what its users ask it. A check that fails is repeated after a pause, and all are asked, whatever the
 * others say. Where a stack is named, its release is rolled back while its window is open: one that users find broken is not
 * kept because CodeDeploy found it healthy.
 */
export async function accept(options: AcceptOptions, { http }: { http: Http }, context: Context): Promise<Outcome> {
  const checks: { path: string; problem: string | undefined }[] = [];
  for (const check of checksOf(options.access)) checks.push(await ask(check, options, http, context));
  const failed = checks.flatMap(({ path, problem }) => (problem === undefined ? [] : `GET ${path}: ${problem}`));
  if (failed.length === 0)
    return { outcome: 'done', message: `${options.url} passed all ${checks.length} checks.`, details: [], checks };
  const message = `${options.url} failed ${failed.length} of ${checks.length} checks: ${failed.join('; ')}.`;
  if (options.rollbackStack === undefined) return { outcome: 'notPassed', message, details: [], checks };
  context.print(bad(message));
  const rollback = await rollBackInWindow(options.rollbackStack, context);
  return { ...rollback, message: `${message} ${rollback.message}`, checks };
}

async function ask(
  { path, problemOf }: Check,
  { url, tries }: AcceptOptions,
  http: Http,
  context: Context,
): Promise<{ path: string; problem: string | undefined }> {
  const asked = new URL(path, url).href;
  let problem: string | undefined;
  for (let tried = 1; tried <= tries; tried++) {
    if (tried > 1) await pause(context);
    const begun = context.time.now();
    problem = await http.get(asked).then(problemOf, (error: Error) => error.message);
    context.interrupted.throwIfAborted();
    if (problem === undefined) {
      const times = tried === 1 ? '' : `, at the ${ordinal(tried)} try`;
      context.print(good(`ok      GET ${path} (${duration(context.time.now() - begun)}${times})`));
      return { path, problem };
    }
  }
  context.print(bad(`failed  GET ${path}: ${problem} (${tries} ${tries === 1 ? 'try' : 'tries'})`));
  return { path, problem };
}

const ordinal = (n: number): string => ({ 2: '2nd', 3: '3rd' })[n] ?? `${n}th`;
