import type { Context } from '../context.ts';
import type { Answer, Http } from '../http.ts';
import { duration, faint, plain } from '../line.ts';
import type { Docker } from './docker.ts';

export interface Trial {
  reference: string;
  /** Of the container, unique on this machine. */
  name: string;
  /** Answers 200 when the service is ready. */
  healthPath: string;
  versionPath: string;
  /** Milliseconds in which it must be ready. */
  readyWithinMs: number;
}

/** What the container listens on; it is told by PORT. */
const PORT = 8080;
/** Milliseconds between two questions. */
const BETWEEN_MS = 500;
/** Seconds that a service may take to stop before it is killed: it serves on until a load balancer must have noticed. */
const GRACE_SECONDS = 60;
/** Lines of its log that are shown when it fails. */
const LOG_LINES = 50;

/**
 * Runs the image as a task does (read-only, told its port), asks whether it is ready and which commit it was built from, and
 * stops it. The container is always removed. Throws DoesNotRun, after its log was printed.
 * @returns the commit, as the service says it; undefined where it says none.
 */
export async function tryImage(
  trial: Trial,
  { docker, http }: { docker: Docker; http: Http },
  context: Context,
): Promise<string | undefined> {
  context.print(plain(`Running ${trial.reference}.`));
  let started = false;
  try {
    await docker.run({ name: trial.name, reference: trial.reference, port: PORT });
    started = true;
    const address = await ready(trial, { docker, http }, context);
    const commit = commitOf(await http.get(`http://${address}${trial.versionPath}`));
    await docker.stop(trial.name, GRACE_SECONDS);
    return commit;
  } catch (error) {
    context.interrupted.throwIfAborted();
    for (const line of started ? await logOf(trial.name, docker) : []) context.print(faint(`  ${line}`));
    throw new DoesNotRun(`${trial.reference} does not run: ${(error as Error).message}`, { cause: error });
  } finally {
    const problem = await cleanUp(trial.name, docker);
    // A container that was never made cannot be removed either.
    if (problem !== undefined && started)
      context.print(faint(`Container ${trial.name} could not be removed: ${problem}`));
  }
}

/** The image was run, and it was no use. */
export class DoesNotRun extends Error {
  override readonly name = 'DoesNotRun';
}

async function ready(
  { name, healthPath, readyWithinMs }: Trial,
  { docker, http }: { docker: Docker; http: Http },
  context: Context,
): Promise<string> {
  const begun = context.time.now();
  for (;;) {
    // Asked each time: it fails once the container has ended, which no answer would tell from one that is slow.
    const address = await docker.address(name, PORT);
    const problem = await http.get(`http://${address}${healthPath}`).then(
      ({ status, body }) => (status === 200 ? undefined : `status ${status}: ${body.trim().slice(0, 200)}`),
      (error: Error) => error.message,
    );
    const took = context.time.now() - begun;
    if (problem === undefined) {
      context.print(plain(`GET ${healthPath}: ready after ${duration(took)}.`));
      return address;
    }
    if (took >= readyWithinMs)
      throw new Error(`GET ${healthPath} was not 200 in ${duration(readyWithinMs)}, at last ${problem}`);
    await context.time.sleep(BETWEEN_MS, context.interrupted);
  }
}

function commitOf({ status, body }: Answer): string | undefined {
  if (status !== 200) throw new Error(`the version answers with status ${status}`);
  const { gitSha } = JSON.parse(body) as { gitSha?: unknown };
  return typeof gitSha === 'string' && gitSha !== '' ? gitSha : undefined;
}

const logOf = (name: string, docker: Docker) =>
  docker.logs(name).then(
    (text) => text.split('\n').slice(-LOG_LINES),
    (error: Error) => [`(its log could not be read: ${error.message})`],
  );

/** Stopping again what has stopped is no error. Returns why it could not be removed: that hides nothing else. */
async function cleanUp(name: string, docker: Docker): Promise<string | undefined> {
  await docker.stop(name, 0).catch(() => {});
  return docker.remove(name).then(
    () => undefined,
    (error: Error) => error.message,
  );
}
