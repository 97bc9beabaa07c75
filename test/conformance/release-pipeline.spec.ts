import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TEST_SCOPE } from './support/gateway.ts';
import { releasePipelineFixture, type ReleasePipelineFixture } from './support/release-pipeline-fixture.ts';

/** The commands for pipelines as processes over the wire; the engine runs the pipeline, and its builds are real. */
let fixture: ReleasePipelineFixture;

beforeAll(async () => {
  fixture = await releasePipelineFixture();
}, 60_000);

beforeEach(() => fixture.letPass(true));

afterAll(() => fixture.close(), 60_000);

const POLL = ['--poll-seconds', '0.05'];
const run = (...words: string[]) => fixture.release(...words).ended;
const watch = (...words: string[]) => fixture.release('pipeline', 'watch', ...POLL, ...words);
const waits = () => fixture.execution().actionRuns.some(({ token, status }) => token && status === 'InProgress');

/** A new execution that waits for its approval. */
async function waiting(message: string): Promise<string> {
  fixture.commit(message);
  const { outcome } = await run('pipeline', 'start');
  await fixture.until(waits);
  return outcome.executionId ?? '';
}

describe('the commands of a pipeline', () => {
  it('follow an execution with its logs to its approval, approve it and see the end', async () => {
    const release = fixture.holdBuilds();
    fixture.commit('one');
    await run('pipeline', 'start');
    const following = watch();
    await following.says('Build.Synth | builds one');
    release();
    await following.says('Prod.Approve               waits for a decision: Release to prod');
    const { id } = fixture.execution();
    await following.says(`decide with: npm run release -- approve --pipeline picus --execution ${id} --comment "…"`);

    const approved = await run('approve', '--comment', 'go');
    expect(approved.exitCode).toBe(0);
    expect(approved.output).toContain(`execution   ${id}\ncommit      6f6e650 one\nwaits since `);
    expect(approved.outcome).toMatchObject({
      outcome: 'done',
      executionId: id,
      decision: 'Approved',
      revision: { id: '6f6e650000000000000000000000000000000000', message: 'one' },
    });

    const { exitCode, output, events, outcome } = await following.ended;
    expect(exitCode).toBe(0);
    expect(output).toMatch(/Build\.Synth \| builds one\n(.*\n)*.*Build\.Synth +succeeded after/);
    expect(output).toContain('\nProd.Check | asks the service\n');
    expect(output).not.toContain('\u001B');
    expect(outcome).toMatchObject({ outcome: 'succeeded', executionId: id, status: 'Succeeded' });
    expect(events).toContainEqual(expect.objectContaining({ event: 'approval', stage: 'Prod', action: 'Approve' }));
    expect(events.filter(({ event, message }) => event === 'log' && message === 'builds one')).toHaveLength(1);

    const again = await run('approve', '--comment', 'once more');
    expect([again.exitCode, again.output]).toEqual([2, 'No approval waits in picus.\n']);
  }, 90_000);

  it('reject with a comment, and refuse what does not wait', async () => {
    const id = await waiting('two');
    const other = await run('approve', '--execution', '00000000-0000-0000-0000-000000000000');
    expect(other.exitCode).toBe(2);
    expect(other.output).toContain(`picus: Prod.Approve of execution ${id}`);
    const silent = await run('reject');
    expect(silent.exitCode).toBe(2);
    expect(silent.output).toContain("required option '--comment <text>' not specified");
    expect(fixture.execution().status).toBe('InProgress');

    const following = watch('--execution', id, '--no-logs');
    await following.says('waits for a decision');
    expect((await run('reject', '--execution', id, '--comment', 'not on a Friday')).exitCode).toBe(0);
    const { exitCode, output, outcome } = await following.ended;
    expect([exitCode, outcome.message]).toEqual([
      1,
      `Execution ${id} failed: Prod.Approve was rejected by root: not on a Friday`,
    ]);
    expect(output).not.toContain(' | ');
  }, 90_000);

  it('say why a build failed, and retry its stage', async () => {
    fixture.letPass(false);
    const id = await waiting('three');
    await run('approve', '--pipeline', 'picus');
    const failed = await watch('--execution', id).ended;
    expect(failed.exitCode).toBe(1);
    expect(failed.outcome.message).toMatch(
      new RegExp(`^Execution ${id} failed: Prod.Check failed in BUILD: COMMAND_EXECUTION_ERROR: .*exit status 3$`),
    );
    expect(failed.outcome.details).toEqual([
      expect.stringMatching(/^Log \/aws\/codebuild\/.+, stream .+, last lines:$/),
      '  asks the service',
      '  version is wrong',
      'Try it again: npm run release -- pipeline retry --pipeline picus --stage Prod',
    ]);

    const shown = await run('pipeline', 'status');
    expect(shown.exitCode).toBe(0);
    expect(shown.output).toMatch(/Prod +Failed +\S+ \(7468726 three\)\n/);
    expect(shown.output).toContain('Prod.Check failed in BUILD: COMMAND_EXECUTION_ERROR: ');
    expect(shown.output).toMatch(/ {2}Synth +Succeeded +\S+ s ago +log \/aws\/codebuild\//);

    fixture.letPass(true);
    const retried = await run('pipeline', 'retry', '--stage', 'Prod');
    expect(retried.outcome).toMatchObject({ outcome: 'done', executionId: id });
    expect((await watch('--execution', id).ended).exitCode).toBe(0);
    const needless = await run('pipeline', 'retry', '--stage', 'Prod');
    expect(needless.exitCode).toBe(2);
    expect(needless.output).toContain('The stage cannot be retried');
    expect((await run('pipeline', 'retry', '--stage', 'Nowhere')).output).toContain(
      'its stages are: Source, Build, Prod',
    );
  }, 90_000);

  it('follow what supersedes an execution, and show what waits behind', async () => {
    const first = await waiting('four');
    fixture.commit('five');
    const { outcome } = await run('pipeline', 'start');
    const second = outcome.executionId ?? '';
    const following = watch('--execution', second);
    await following.says(`Prod                       is entered when execution ${first} has left it`);
    const shown = await run('pipeline', 'status');
    expect(shown.output).toContain(`Execution ${second} (6669766 five) waits before Prod.\n`);
    expect(shown.outcome.message).toBe('2 under way, 1 to decide.');
    expect((await run('pipeline', 'stop', '--reason', 'x')).output).toContain('say which one with --execution');

    fixture.commit('six');
    const third = (await run('pipeline', 'start')).outcome.executionId ?? '';
    await following.says(`Superseded (a newer execution overtook it): following ${third} now`);
    await run('approve', '--execution', first, '--comment', 'four');
    await following.says(`approve --pipeline picus --execution ${third}`);
    await run('approve', '--execution', third, '--comment', 'six');
    const { exitCode, outcome: end } = await following.ended;
    expect([exitCode, end.executionId, end.revision?.message]).toEqual([0, third, 'six']);
  }, 90_000);

  it('follow a pipeline that changes itself into the execution that it starts again', async () => {
    const id = await waiting('seven');
    const following = watch('--execution', id);
    await following.says('waits for a decision');
    await fixture.addStage('More');
    const restarted = fixture.execution().id;
    expect(restarted).not.toBe(id);
    await following.says(`Cancelled (the pipeline itself was changed): following ${restarted} now`);
    await following.says(`approve --pipeline picus --execution ${restarted}`);
    await run('approve', '--comment', 'the new one');
    const { exitCode, output } = await following.ended;
    expect(exitCode).toBe(0);
    expect(output).toMatch(/More\.Again +succeeded/);
  }, 90_000);

  it('stop an execution, and leave it alone on Ctrl-C', async () => {
    const id = await waiting('eight');
    const left = watch('--execution', id);
    await left.says('waits for a decision');
    const before = fixture.gateway.calls.calls().length;
    left.interrupt();
    const interrupted = await left.ended;
    expect(interrupted.exitCode).toBe(130);
    expect(interrupted.outcome.message).toBe(`Interrupted. Execution ${id} goes on by itself.`);
    const writes = fixture.gateway.calls.calls().slice(before);
    expect(writes.map(({ operation }) => operation).filter((name) => !/^(Get|List|Batch)/.test(name))).toEqual([]);
    expect(fixture.execution().status).toBe('InProgress');

    const following = watch();
    await following.says('waits for a decision');
    expect((await run('pipeline', 'stop', '--reason', 'wrong branch', '--abandon')).exitCode).toBe(0);
    const { exitCode, outcome } = await following.ended;
    expect([exitCode, outcome.message]).toEqual([1, `Execution ${id} was stopped: wrong branch`]);
    const again = await run('pipeline', 'stop', '--reason', 'once more', '--execution', id);
    expect([again.exitCode, again.output]).toEqual([2, 'The execution cannot be stopped: it has ended.\n']);
  }, 90_000);

  it('name the pipelines that exist, and write to a file', async () => {
    const file = join(fixture.root, 'status.json');
    const { exitCode, output } = await run('pipeline', 'status', '--pipeline', 'other', '--json', file);
    const message = 'There is no pipeline other in this account and region; there are: picus.';
    expect([exitCode, output]).toEqual([2, `${message}\n`]);
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify({ outcome: 'notStarted', message, details: [] })}\n`);
  });

  it('decide one of several executions that run in parallel', async () => {
    const remove = await fixture.addParallelPipeline('parallel');
    try {
      const many = () => fixture.world.pipelines.get(TEST_SCOPE, 'parallel').state.executions;
      const waiting = () => many().filter(({ actionRuns }) => actionRuns.some(({ token }) => token !== undefined));
      expect((await run('pipeline', 'start')).output).toBe('Say which one with --pipeline: parallel, picus.\n');
      const { outcome } = await run('pipeline', 'start', '--pipeline', 'parallel');
      await fixture.until(() => waiting().length === 2);
      const id = outcome.executionId ?? '';
      const several = await run('approve');
      expect(several.exitCode).toBe(2);
      expect(several.output).toContain(`\n  parallel: Prod.Approve of execution ${id}, for `);
      expect((await run('approve', '--execution', id)).exitCode).toBe(0);
      expect((await watch('--pipeline', 'parallel', '--execution', id).ended).exitCode).toBe(0);
      expect(many().map(({ status }) => status)).toEqual(['InProgress', 'Succeeded']);
    } finally {
      await remove();
    }
  }, 60_000);
});
