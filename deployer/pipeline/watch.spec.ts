import { describe, expect, it } from '@jest/globals';
import { FakePipelines, type Happening } from './testing/fake-pipelines.ts';
import { execution, run, stage, view } from './testing/fixtures.ts';
import { watch } from './watch.ts';

const ends =
  (status: string): Happening =>
  (world) => {
    world.executions[0]!.status = status;
    for (const each of world.runsOf['e-1'] ?? []) each.status = status;
  };
const begun = (...happenings: Happening[]) => {
  const world = new FakePipelines(...happenings);
  world.executions = [execution()];
  world.runsOf['e-1'] = [run()];
  world.builds = [{ id: 'synth:1', log: { group: 'g', stream: '1' }, failure: undefined }];
  world.logs['1'] = ['one'];
  return world;
};
const says =
  (line: string): Happening =>
  (world) =>
    world.logs['1']!.push(line);
const transient = () => Object.assign(new Error('slow'), { name: 'ThrottlingException' });
const logged = ({ reported }: FakePipelines) => reported.flatMap((each) => (each.event === 'log' ? each.message : []));

describe('watch', () => {
  it('prints each line of a log once, before the end of its action', async () => {
    const world = begun(says('two'), (now) => {
      says('three')(now);
      ends('Succeeded')(now);
    });
    expect(await watch({ logs: true }, world.context())).toMatchObject({ outcome: 'succeeded', executionId: 'e-1' });
    expect(logged(world)).toEqual(['one', 'two', 'three']);
    expect(world.printed.slice(-3).map(({ text }) => text)).toEqual([
      'Build.Synth | three',
      expect.stringContaining('Build.Synth                succeeded'),
      expect.stringContaining('e-1 Succeeded'),
    ]);
    expect(world.writes).toEqual([]);
  });

  it('reads the log of a build that began and ended between two looks, not of one from before', async () => {
    const world = begun((now) => {
      now.runsOf['e-1']!.push(run({ id: 'other', action: 'Other', externalId: 'other:1', status: 'Succeeded' }));
      now.builds.push({ id: 'other:1', log: { group: 'g', stream: '2' }, failure: undefined });
      now.logs['2'] = ['quick'];
    }, ends('Succeeded'));
    world.runsOf['e-1']![0]!.status = 'Succeeded';
    await watch({ logs: true }, world.context());
    expect(logged(world)).toEqual(['quick']);
  });

  it('goes on when a log or AWS cannot be read for a while', async () => {
    const world = begun(() => {}, says('two'), ends('Succeeded'));
    world.logErrors = [transient()];
    world.readErrors = [transient()];
    expect((await watch({ logs: true, execution: 'e-1' }, world.context())).outcome).toBe('succeeded');
    expect(logged(world)).toEqual(['one', 'two']);
    expect(world.printedText).toContain('AWS could not be read, trying again: slow');
  });

  it('says once that a log may not be read', async () => {
    const world = begun(() => {}, ends('Succeeded'));
    world.logErrors = [new Error('not authorized')];
    await watch({ logs: true }, world.context());
    expect(logged(world)).toEqual(['(this log cannot be read: not authorized)']);
  });

  it('leaves logs out', async () => {
    const world = begun(ends('Succeeded'));
    await watch({ logs: false }, world.context());
    expect(logged(world)).toEqual([]);
  });

  it('follows a restart with the same commit, which starts a moment later', async () => {
    const world = begun(
      ends('Cancelled'),
      () => {},
      (now) => now.executions.unshift(execution({ id: 'e-2' })),
      ends('Succeeded'),
    );
    expect(await watch({ logs: false }, world.context())).toMatchObject({ outcome: 'succeeded', executionId: 'e-2' });
    expect(world.reported).toContainEqual(
      expect.objectContaining({ event: 'replaced', status: 'Cancelled', by: 'e-2' }),
    );
  });

  it('fails when a cancelled execution has no successor', async () => {
    const outcome = await watch({ logs: false }, begun(ends('Cancelled')).context());
    expect(outcome).toMatchObject({
      outcome: 'failed',
      message: 'Execution e-1 was cancelled: the pipeline was changed, and no other execution goes on in its place',
    });
  });

  it('says what keeps it from a stage', async () => {
    const world = begun(ends('Succeeded'));
    world.runsOf['e-1'] = [run({ status: 'Succeeded' })];
    world.views = [
      view({ stages: [stage('Prod', [], { status: 'InProgress', executionId: 'e-0', inbound: ['e-1'] })] }),
    ];
    await watch({ logs: false }, world.context());
    expect(world.reported).toContainEqual(expect.objectContaining({ event: 'waiting', stage: 'Prod', heldBy: 'e-0' }));
  });

  it('ends with the time, and with Ctrl-C', async () => {
    expect(await watch({ logs: false }, begun().context({ timeoutMs: 12_000 }))).toMatchObject({
      outcome: 'notSeen',
      details: ['Watch it: npm run release -- pipeline watch --pipeline picus --execution e-1'],
    });
    const world = begun((now) => now.interrupt.abort(new Error('Interrupted.')));
    expect((await watch({ logs: false }, world.context())).outcome).toBe('interrupted');
  });

  it('needs a pipeline and an execution', async () => {
    const world = new FakePipelines();
    await expect(watch({ logs: false }, world.context())).rejects.toThrow('has had no execution yet');
    await expect(watch({ logs: false, execution: 'e-7' }, world.context())).rejects.toThrow('has no execution e-7');
    world.views.push(view({ name: 'other' }));
    await expect(watch({ logs: false }, world.context())).rejects.toThrow(
      'Say which one with --pipeline: picus, other.',
    );
    world.views = [];
    await expect(watch({ logs: false }, world.context())).rejects.toThrow('There is no pipeline');
  });
});
