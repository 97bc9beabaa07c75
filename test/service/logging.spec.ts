import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { buildBundle, startBundle } from './service-process.ts';

const LINES = new URL('../../service/src/logging/batched-lines.ts', import.meta.url);

describe('the standard output', () => {
  it.each([
    ['it has nothing left to do', '', 0],
    ['it exits', 'process.exit(3);', 3],
    ['an error is not caught', 'throw new Error("expected");', 1],
    ['a promise is rejected', 'await Promise.reject(new Error("expected"));', 1],
    ['it exits in a later turn', 'setTimeout(() => process.exit(4), 20);', 4],
    ['it logs while it exits', 'process.on("exit", () => lines.write("late\\n"));', 0],
  ])('has every line of a process when %s', async (_, ending, code) => {
    const late = ending.includes('late') ? 1 : 0;
    const script = `import { standardOutput } from ${JSON.stringify(LINES.href)};
      const lines = standardOutput();
      for (let count = 0; count < 5000; count++) lines.write(JSON.stringify({ count, text: 'x'.repeat(100) }) + '\\n');
      ${ending}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 30_000,
    });
    const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(exitCode).toBe(code);
    expect(output.split('\n').length - 1).toBe(5000 + late);
  });
});

describe('the log of the bundle', () => {
  let bundle: Awaited<ReturnType<typeof buildBundle>>;
  beforeAll(async () => {
    bundle = await buildBundle();
  });
  afterAll(() => bundle.remove());

  it('has a line for each request and the last word, however soon the end comes', async () => {
    const agent = new Agent();
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          const service = await startBundle(bundle.directory, { DRAIN_SECONDS: '0' });
          const answers = Array.from({ length: 40 }, async () => {
            const { body } = await request(service.url, { dispatcher: agent });
            await body.dump();
          });
          await Promise.all(answers);
          service.process.kill('SIGTERM');
          expect(await service.exited).toBe(0);
          expect(service.log.filter(({ msg }) => msg === 'request')).toHaveLength(40);
          expect(service.log.at(-1)).toMatchObject({ msg: 'ended', signal: 'SIGTERM' });
        }),
      );
    }
    await agent.close();
  }, 60_000);
});
