import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningContainer } from '../aws/gateways.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { digestOf, NAMES } from '../testing/fake-images.ts';
import { REVISION_1, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { guard } from './guard.ts';

const REPOSITORY = `${NAMES.registry}/picus`;
const [A, B] = [digestOf('a'), digestOf('b')];
const service = { cluster: 'picus-prod', service: 'picus-prod' };
const PROD = {
  environment: 'prod',
  service,
  after: 'dev',
  afterService: { cluster: 'picus-dev', service: 'picus-dev' },
};
const container = (overrides: Partial<RunningContainer>): RunningContainer => ({
  task: 'task-1',
  taskDefinition: REVISION_1,
  name: 'app',
  image: `${REPOSITORY}:src-1`,
  digest: B,
  ...overrides,
});

let world: FakeAws;
/** Tested and verified by dev; what runs is there. */
beforeEach(() => {
  world = new FakeAws();
  for (const tag of [NAMES.tag, NAMES.testedTag, `dev-verified-${NAMES.hash}`]) world.images.tags.set(tag, A);
  world.images.tags.set('src-1', B);
  world.taskImages = { [REVISION_1]: [`${REPOSITORY}:src-1`, 'public.ecr.aws/x/collector:1'] };
});

const refusal = (options = PROD) =>
  guard(NAMES, options, world.context()).then(
    () => 'let through',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

describe('guard', () => {
  it('lets through what is tested and verified, and writes nothing', async () => {
    expect(await guard(NAMES, PROD, world.context())).toMatchObject({
      outcome: 'done',
      message: `prod may run ${NAMES.tag}.`,
      digest: A,
    });
    expect(world.images.put).toEqual([]);
    expect(world.printedText).toContain('dev has verified it.');
    expect(world.printedText).toContain('What picus-prod runs could be started again.');
  });

  it('asks the first environment for no verification', async () => {
    world.images.tags.delete(`dev-verified-${NAMES.hash}`);
    const first = { ...PROD, environment: 'dev', after: undefined, afterService: undefined };
    expect(await guard(NAMES, first, world.context())).toMatchObject({ outcome: 'done' });
  });

  it('refuses a digest that dev did not verify: what is missing, what dev runs, what to do', async () => {
    world.images.tags.delete(`dev-verified-${NAMES.hash}`);
    world.running = [
      container({}),
      container({ task: 'task-2' }),
      container({ taskDefinition: REVISION_2, digest: digestOf('c') }),
    ];
    expect(await refusal()).toBe(
      `CannotRelease: prod may not get ${NAMES.tag} (${A}): it has no tag dev-verified-${NAMES.hash}, so dev has not verified it. ` +
        `dev runs src-1 (${B}). Let dev of this commit go through its acceptance (retry that stage, or push the commit again), then release to prod.`,
    );
  });

  it('refuses where dev verified another digest, and says so even if dev cannot be looked at', async () => {
    world.images.tags.set(`dev-verified-${NAMES.hash}`, B);
    const context = world.context();
    context.aws.services.runningContainers = async () => {
      throw new Error('not authorized to perform: ecs:ListTasks');
    };
    await expect(guard(NAMES, PROD, context)).rejects.toThrow(
      `dev-verified-${NAMES.hash} is on ${B}. dev runs what could not be read (not authorized to perform: ecs:ListTasks).`,
    );
    world.hasService = false;
    expect(await refusal()).toContain('dev runs nothing yet.');
  });

  it.each([
    ['its own tag', [NAMES.tag], `lacks the tag ${NAMES.tag}.`],
    ['the tested tag', [NAMES.testedTag], `lacks the tag ${NAMES.testedTag}.`],
    ['both', [NAMES.tag, NAMES.testedTag], `lacks the tags ${NAMES.tag} and ${NAMES.testedTag}.`],
  ])('refuses an image without %s', async (_name, tags, said) => {
    for (const tag of tags) world.images.tags.delete(tag);
    expect(await refusal()).toContain(said);
  });

  it('refuses an image that is not the one that was tested, with both digests', async () => {
    world.images.tags.set(NAMES.testedTag, B);
    expect(await refusal()).toContain(`it is ${A}, and ${NAMES.testedTag} is ${B}`);
  });

  it.each([
    ['live', [taskSet()]],
    [
      'kept beside the live one',
      [taskSet({ taskDefinition: REVISION_2 }), taskSet({ status: 'ACTIVE', taskDefinition: REVISION_1 })],
    ],
  ])('refuses while the image of the %s task set is gone', async (_name, taskSets) => {
    world.taskSets = taskSets;
    world.images.tags.delete('src-1');
    expect(await refusal()).toContain(
      `picus-prod runs picus:1, and its image ${REPOSITORY}:src-1 is not in the repository any more`,
    );
  });

  it('finds a live image that is named by digest', async () => {
    world.taskImages = { [REVISION_1]: [`${REPOSITORY}:src-1@${B}`] };
    expect(await refusal()).toBe('let through');
    for (const reference of [REPOSITORY, `${REPOSITORY}:src-1`]) {
      world.taskImages = { [REVISION_1]: [`${reference}@${digestOf('c')}`] };
      expect(await refusal()).toContain('is not in the repository any more');
    }
  });

  it('has nothing live to look at before the service was created', async () => {
    world.hasService = false;
    expect(await refusal()).toBe('let through');
    expect(world.printedText).toContain('Service picus-prod is not there yet.');
  });
});
