import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startTimeOf } from '../state/process-identity.ts';
import { CommandFailed, runCommand } from './product-command.ts';

describe('a command of the product', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'command-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const run = (template: string[], signal = new AbortController().signal) =>
    runCommand(template, { cwd: directory, logFile: join(directory, 'log'), signal, values: { status: '3' } });

  it('gets its values, and tells its status', async () => {
    await expect(run(['node', '-e', 'process.exit({status})'])).rejects.toMatchObject({ exitCode: 3 });
    await expect(run(['node', '-e', 'process.exit({status})'])).rejects.toThrow(CommandFailed);
    await run(['node', '-e', '']);
  });

  it("hands on nothing of the user's AWS settings", async () => {
    process.env['AWS_PROFILE'] = 'production';
    const lines: string[] = [];
    try {
      await runCommand(['node', '-p', 'JSON.stringify([process.env.AWS_PROFILE, process.env.AWS_REGION])'], {
        cwd: directory,
        logFile: join(directory, 'log'),
        signal: new AbortController().signal,
        environment: { AWS_REGION: 'eu-west-1' },
        onLine: (line) => lines.push(line),
      });
    } finally {
      delete process.env['AWS_PROFILE'];
    }
    expect(lines).toEqual(['[null,"eu-west-1"]']);
  });

  it('has its whole log on disk when it is over', async () => {
    await run(['node', '-e', 'console.log("x".repeat(100000)); console.log("last")']);
    expect(readFileSync(join(directory, 'log'), 'utf8').endsWith('last\n')).toBe(true);
  });

  it('is not started when its log cannot be kept, or when it was interrupted before', async () => {
    await expect(
      runCommand(['node', '-e', ''], {
        cwd: directory,
        logFile: join(directory, 'no', 'log'),
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('ENOENT');
    await expect(run(['node', '-e', ''], AbortSignal.abort(new Error('Interrupted.')))).rejects.toThrow('Interrupted.');
  });

  it('ends when it is interrupted', async () => {
    const controller = new AbortController();
    const lasting = run(['node', '-e', 'setInterval(() => {}, 1000)'], controller.signal);
    controller.abort(new Error('Interrupted.'));
    await expect(lasting).rejects.toThrow('Interrupted.');
  });

  it('ends with the process that runs it, even when it does not listen', async () => {
    const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid)`;
    const runner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { runCommand } from ${JSON.stringify(join(import.meta.dirname, 'product-command.ts'))};
         const controller = new AbortController();
         await runCommand(['node', '-e', ${JSON.stringify(deaf)}], {
           cwd: '.', logFile: 'log', signal: controller.signal,
           onLine: (pid) => { controller.abort(); console.log(pid); setImmediate(() => process.exit(130)); },
         });`,
      ],
      { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(runner, 'exit');
    const [line] = (await once(createInterface({ input: runner.stdout }), 'line')) as [string];
    expect((await ended)[0]).toBe(130);
    const deadline = Date.now() + 5000;
    while (startTimeOf(Number(line)) !== undefined && Date.now() < deadline)
      await new Promise((resolve) => setImmediate(resolve));
    expect(startTimeOf(Number(line))).toBeUndefined();
  });
});
