import { fork } from 'node:child_process';
import { once } from 'node:events';
import { TEST_SCOPE } from './gateway.ts';

export interface KillableEngine {
  /** For any SDK client. */
  clientConfig: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  /** Of the git repository that it serves. */
  gitUrl: string | undefined;
  /** Where a listener answers, and the errors that the engine told so far. */
  listener(arn: string): Promise<{ localPort: number; errors: string[] }>;
  /** Resolves when everything up to now is saved: an engine saves by itself, some moments later. */
  saved(): Promise<void>;
  /** SIGKILL: nothing is said, and nothing is written any more. */
  kill(): Promise<void>;
}

/** Starts an engine that goes on from what the one before it has left. `repository`, `owner/name`, is served by git. */
export async function startKillableEngine(directory: string, ...repository: string[]): Promise<KillableEngine> {
  const engine = fork(new URL('./engine-process.ts', import.meta.url), [directory, ...repository], {
    execArgv: [],
    // What a killed process leaves behind goes with the test's folder.
    env: { ...process.env, TMPDIR: directory },
  });
  const ended = once(engine, 'exit');
  const [{ endpoint, gitUrl }] = (await Promise.race([
    once(engine, 'message'),
    ended.then(() => Promise.reject(new Error('The engine ended at its start.'))),
  ])) as [{ endpoint: string; gitUrl?: string }];
  return {
    clientConfig: {
      endpoint,
      region: TEST_SCOPE.region,
      credentials: { accessKeyId: TEST_SCOPE.account, secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    gitUrl,
    async listener(arn) {
      const answer = once(engine, 'message');
      engine.send({ listenerArn: arn });
      const [found] = (await answer) as [{ localPort: number; errors: string[] }];
      return found;
    },
    async saved() {
      const answer = once(engine, 'message');
      engine.send({ save: true });
      await answer;
    },
    async kill() {
      engine.kill('SIGKILL');
      await ended;
    },
  };
}
