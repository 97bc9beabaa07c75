import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningContainer } from '../aws/gateways.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { digestOf, NAMES } from '../testing/fake-images.ts';
import { REVISION_1, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { verified, type VerifiedOptions } from './verified.ts';

const [A, B] = [digestOf('a'), digestOf('b')];
const TAG = `dev-verified-${NAMES.hash}`;
const DEV: VerifiedOptions = {
  environment: 'dev',
  service: { cluster: 'picus-dev', service: 'picus-dev' },
  prefix: undefined,
};
const container = (overrides: Partial<RunningContainer> = {}): RunningContainer => ({
  task: 'task-1',
  taskDefinition: REVISION_2,
  name: 'app',
  image: `${NAMES.registry}/picus:${NAMES.tag}`,
  digest: A,
  ...overrides,
});

let world: FakeAws;
/** Two tasks of two containers each run the image; the version before still runs beside them. */
beforeEach(() => {
  world = new FakeAws();
  world.images.tags.set(NAMES.tag, A);
  world.taskSets = [taskSet({ taskDefinition: REVISION_2 }), taskSet({ status: 'ACTIVE', taskDefinition: REVISION_1 })];
  world.running = [
    container(),
    container({ name: 'redirect' }),
    container({ task: 'task-2' }),
    container({ task: 'task-2', name: 'collector', image: 'public.ecr.aws/x/collector:1', digest: B }),
    container({ task: 'task-3', taskDefinition: REVISION_1, digest: B }),
  ];
});

const tagIt = (options: Partial<VerifiedOptions> = {}) => verified(NAMES, { ...DEV, ...options }, world.context());

describe('verified', () => {
  it('tags the digest that the tasks of the serving revision run', async () => {
    expect(await tagIt()).toMatchObject({
      outcome: 'done',
      digest: A,
      message: `dev has verified ${NAMES.tag} (${A}): it is tagged ${TAG}.`,
    });
    expect(world.images.put).toEqual([TAG]);
    expect(world.printedText).toContain(`2 tasks of picus-dev run ${NAMES.registry}/picus@${A}.`);
  });

  it('puts nothing where the tag is there', async () => {
    world.images.tags.set(TAG, A);
    expect(await tagIt()).toMatchObject({ outcome: 'done' });
    expect(world.images.put).toEqual([]);
  });

  it('tags with another prefix where it is told one', async () => {
    await tagIt({ environment: 'prod', prefix: 'prod' });
    expect(world.images.put).toEqual([`prod-${NAMES.hash}`]);
  });

  it.each([
    ['one container runs another digest', [container(), container({ name: 'redirect', digest: B })], `run ${B}`],
    ['ECS does not say the digest', [container({ digest: undefined })], 'an image whose digest ECS does not say'],
    ['no task runs', [], 'no task of picus-dev runs an image of picus'],
    [
      'only the version before runs it',
      [container({ taskDefinition: REVISION_1 })],
      'no task of picus-dev runs an image of picus',
    ],
  ])('tags nothing where %s', async (_name, running, said) => {
    world.running = running;
    await expect(tagIt()).rejects.toThrow(said);
    expect(world.images.put).toEqual([]);
  });

  it('tags nothing where the service or the image is missing', async () => {
    world.hasService = false;
    await expect(tagIt()).rejects.toThrow('no task of picus-dev runs');
    world.images.tags.clear();
    await expect(tagIt()).rejects.toThrow(`Repository picus has no image ${NAMES.tag} that dev could run.`);
  });

  it('never moves the tag', async () => {
    world.images.tags.set(TAG, B);
    await expect(tagIt()).rejects.toThrow(`Tag ${TAG} of picus is on ${B} already, and must not move to ${A}.`);
  });
});
