import { beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import type { ResourceProvider } from '../ports/resource-provider.ts';
import { deployEnvironments } from './deploy-assembly.ts';
import type { StackRecord } from './stack-record.ts';
import { Stacks } from './stacks.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const ENDED = 'The engine ended while this was under way.';

interface Properties {
  Name?: string;
  Size?: unknown;
  Tags?: unknown;
}

/** What exists outlives the engine that made it. Operations with a size in `waiting` come to no end. */
let alive: Map<string, unknown>;
let waiting: Set<unknown>;
let waitsToDelete: boolean;
let waitsToSettle: boolean;
let store: Record<string, string>;
let stacks: Stacks;

const forever = () => new Promise<never>(() => {});

function thingProvider(): ResourceProvider<Properties> {
  return {
    type: 'Test::Thing',
    properties: { Name: 'value', Size: 'value', Tags: 'opaque' },
    replaceOn: ['Name'],
    async create({ Size }, { logicalId, initiated }) {
      if (waiting.has(Size)) await forever();
      const physicalId = `${logicalId}-${alive.size + 1}`;
      alive.set(physicalId, Size);
      const state = { physicalId, attributes: { Arn: `arn:${physicalId}` } };
      if (Size === 'settles') initiated?.({ physicalId, attributes: {} });
      if (waitsToSettle && Size === 'settles') await forever();
      return state;
    },
    async update(state, { Size }) {
      if (waiting.has(Size)) await forever();
      alive.set(state.physicalId, Size);
      return state;
    },
    async delete(state) {
      if (waitsToDelete) await forever();
      alive.delete(state.physicalId);
    },
  };
}

const make = () =>
  new Stacks({
    clock: new ManualClock(),
    ids: randomIds,
    log: silentLog,
    types: { providers: [thingProvider()], recorded: [], known: {} },
    parameterStore: { value: (_scope, name) => store[name] },
  });

beforeEach(() => {
  alive = new Map();
  waiting = new Set();
  [waitsToDelete, waitsToSettle] = [false, false];
  store = {};
  stacks = make();
});

const thing = (Properties: Properties = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties, ...more });
const request = (Resources: object, more: object = {}) => ({
  name: 'one',
  templateBody: JSON.stringify({ Resources, ...more }),
});
const story = (stack: StackRecord) => stack.events.map(({ logicalId, status }) => `${logicalId} ${status}`);
/** Lets promises that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function nextEngine(): void {
  const saved: unknown = deserialize(serialize(stacks.save()));
  waiting.clear();
  [waitsToDelete, waitsToSettle] = [false, false];
  stacks = make();
  stacks.restore(saved as Parameters<Stacks['restore']>[0]);
}

/** The engine is killed; another one goes on from what was saved. */
async function restart(): Promise<StackRecord> {
  await settle();
  nextEngine();
  const [stack] = [...stacks.all(SCOPE), ...stacks.deleted(SCOPE)] as [StackRecord];
  const known = stack.events.length;
  stacks.resume();
  await stacks.settled(stack);
  return { ...stack, events: stack.events.slice(known) };
}

describe('stacks of an engine that was started again', () => {
  it('are as they were: an update with the same template changes nothing, another one changes what differs', async () => {
    store['/size'] = 'small';
    const parameters = { Size: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/size' } };
    const more = {
      Parameters: parameters,
      Conditions: { Is: { 'Fn::Equals': ['a', 'a'] } },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] }, Export: { Name: 'arn' } } },
    };
    const resources = { A: thing({ Size: { Ref: 'Size' } }), B: thing({ Size: 1 }, { Condition: 'Is' }) };
    await stacks.settled(await stacks.create(SCOPE, request(resources, more)));
    const stack = await restart();
    expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', events: [] });
    expect(stacks.exports.value(SCOPE, 'arn')).toMatch(/^arn:A-/);
    await expect(stacks.update(SCOPE, request(resources, more))).rejects.toThrow('No updates');

    const updated = await stacks.settled(
      await stacks.update(SCOPE, request({ ...resources, B: thing({ Size: 2 }, { Condition: 'Is' }) }, more)),
    );
    expect(updated.status).toBe('UPDATE_COMPLETE');
    expect([...alive.values()]).toEqual(['small', 2]);
  });

  it('answer for deleted ones by id', async () => {
    const { id } = await stacks.settled(await stacks.create(SCOPE, request({ A: thing() })));
    stacks.delete(SCOPE, 'one');
    await stacks.settled(stacks.byName(SCOPE, id));
    await restart();
    expect(stacks.byName(SCOPE, id).status).toBe('DELETE_COMPLETE');
    expect(stacks.find(SCOPE, 'one')).toBeUndefined();
  });

  it('execute the change sets that were made before', async () => {
    await stacks.settled(await stacks.create(SCOPE, request({ A: thing({ Size: 1 }) })));
    await stacks.changeSets.create(SCOPE, request({ A: thing({ Size: 2 }) }), { name: 'change', type: 'UPDATE' });
    await restart();
    stacks.changeSets.execute(SCOPE, 'change', 'one');
    expect(await stacks.settled(stacks.byName(SCOPE, 'one'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect([...alive.values()]).toEqual([2]);
    await restart();
    expect(stacks.changeSets.get(SCOPE, 'change', 'one').executionStatus).toBe('EXECUTE_COMPLETE');
  });

  it('roll a creation back, and can be created again', async () => {
    waiting.add('long');
    await stacks.create(SCOPE, request({ A: thing(), B: thing({ Size: 'long' }, { DependsOn: 'A' }) }));
    const stack = await restart();
    expect(story(stack)).toEqual([
      'B CREATE_FAILED',
      'one ROLLBACK_IN_PROGRESS',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'one ROLLBACK_COMPLETE',
    ]);
    expect(stack.events.slice(0, 2).map(({ reason }) => reason)).toEqual([
      ENDED,
      `${ENDED} Rollback requested by user.`,
    ]);
    expect([...alive]).toEqual([]);
    stacks.delete(SCOPE, 'one');
    await stacks.settled(stacks.byName(SCOPE, stack.id));
    expect((await stacks.settled(await stacks.create(SCOPE, request({ A: thing() })))).status).toBe('CREATE_COMPLETE');
  });

  it('delete what was there before its creation had ended, in a creation and in an update', async () => {
    waitsToSettle = true;
    await stacks.create(SCOPE, request({ A: thing({ Size: 'settles' }) }));
    await settle();
    expect(alive.size).toBe(1);
    expect(story(await restart()).slice(0, 3)).toEqual([
      'A CREATE_FAILED',
      'one ROLLBACK_IN_PROGRESS',
      'A DELETE_IN_PROGRESS',
    ]);
    expect([...alive]).toEqual([]);
    stacks.delete(SCOPE, 'one');
    await settle();

    const made = request(
      { A: thing({ Name: 'a', Size: 'settles' }) },
      { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } } } },
    );
    const stack = await stacks.settled(await stacks.create(SCOPE, made));
    expect(stack.events.filter(({ reason }) => reason === 'Resource creation Initiated')).toHaveLength(1);
    expect(stack.outputs).toMatchObject([{ value: 'arn:A-1' }]);
    const was = new Map(alive);
    waitsToSettle = true;
    await stacks.update(SCOPE, request({ A: thing({ Name: 'b', Size: 'settles' }), B: thing({ Size: 'settles' }) }));
    await settle();
    expect(alive.size).toBe(3);
    expect((await restart()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(alive).toEqual(was);
  });

  it('are deployed anew by a deployment that comes while they roll back, and never taken for whole', async () => {
    waiting.add('long');
    const { templateBody } = request({ A: thing(), B: thing({ Size: 'long' }, { DependsOn: 'A' }) });
    const facts = { tags: {}, parameters: {}, dependencies: [], terminationProtection: false };
    const one = {
      id: 'one',
      name: 'one',
      displayName: 'one',
      templateFile: 'one.json',
      templateBody,
      ...SCOPE,
      ...facts,
    };
    const deploy = () => deployEnvironments(stacks, [{ name: 'dev', displayName: 'dev', stacks: [one] }]);
    await stacks.create(SCOPE, { name: 'one', templateBody });
    await settle();
    nextEngine();
    stacks.resume();
    await deploy();
    expect(stacks.byName(SCOPE, 'one').status).toBe('CREATE_COMPLETE');
    expect([...alive.keys()]).toEqual(['A-1', 'B-2']);

    waitsToDelete = true;
    stacks.delete(SCOPE, 'one');
    await restart();
    await expect(deploy()).rejects.toThrow('is in DELETE_FAILED state and can not be updated');
  });

  it('execute the change set of a stack that is only under review', async () => {
    await stacks.changeSets.create(SCOPE, request({ A: thing() }), { name: 'first', type: 'CREATE' });
    expect(await restart()).toMatchObject({ status: 'REVIEW_IN_PROGRESS', events: [] });
    stacks.changeSets.execute(SCOPE, 'first', 'one');
    expect(await stacks.settled(stacks.byName(SCOPE, 'one'))).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  it('leave a creation failed where its owner wants no rollback', async () => {
    waiting.add('long');
    await stacks.create(SCOPE, { ...request({ B: thing({ Size: 'long' }) }), disableRollback: true });
    expect(story(await restart())).toEqual(['B CREATE_FAILED', 'one CREATE_FAILED']);
  });

  it('roll an update back to the template before it, whatever had been changed, made or replaced', async () => {
    const first = request({ A: thing({ Size: 1 }), R: thing({ Name: 'r', Size: 1 }), Z: thing({ Size: 1 }) });
    await stacks.settled(await stacks.create(SCOPE, { ...first, tags: { team: 'a' } }));
    const was = new Map(alive);
    waiting.add('long');
    const changed = {
      A: thing({ Size: 2 }),
      N: thing({ Size: 'new' }),
      R: thing({ Name: 'other', Size: 2 }),
      Z: thing({ Size: 'long' }, { DependsOn: ['A', 'N', 'R'] }),
    };
    await stacks.update(SCOPE, { ...request(changed), tags: { team: 'b' } });
    await settle();
    expect(alive.size).toBe(5);
    const stack = await restart();
    expect(story(stack).filter((line) => line.startsWith('one'))).toEqual([
      'one UPDATE_ROLLBACK_IN_PROGRESS',
      'one UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'one UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(stack.events.find(({ logicalId }) => logicalId === 'Z')).toMatchObject({
      status: 'UPDATE_FAILED',
      reason: ENDED,
    });
    expect(alive).toEqual(was);
    expect(stack.tags).toEqual({ team: 'a' });
    await expect(stacks.update(SCOPE, first)).rejects.toThrow('No updates');
  });

  it('go on with a rollback, a second restart included', async () => {
    await stacks.settled(await stacks.create(SCOPE, request({ A: thing({ Size: 1 }), B: thing({ Size: 1 }) })));
    waiting.add('long');
    await stacks.update(SCOPE, request({ A: thing({ Size: 2 }), B: thing({ Size: 'long' }, { DependsOn: 'A' }) }));
    await settle();
    const saved: unknown = deserialize(serialize(stacks.save()));
    waiting = new Set([1]);
    stacks = make();
    stacks.restore(saved as Parameters<Stacks['restore']>[0]);
    stacks.resume();
    await settle();
    expect(stacks.byName(SCOPE, 'one').status).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
    const stack = await restart();
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...alive.values()]).toEqual([1, 1]);
  });

  it('finish the clean-up of an update that had succeeded', async () => {
    await stacks.settled(await stacks.create(SCOPE, request({ A: thing({ Size: 1 }), Old: thing() })));
    waitsToDelete = true;
    await stacks.update(SCOPE, request({ A: thing({ Size: 2 }) }));
    await settle();
    expect(stacks.byName(SCOPE, 'one').status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    const stack = await restart();
    expect(story(stack)).toEqual([
      'Old DELETE_FAILED',
      'Old DELETE_IN_PROGRESS',
      'Old DELETE_COMPLETE',
      'one UPDATE_COMPLETE',
    ]);
    expect([...alive.values()]).toEqual([2]);
    await expect(stacks.update(SCOPE, request({ A: thing({ Size: 2 }) }))).rejects.toThrow('No updates');
  });

  it('wait to be deleted again', async () => {
    await stacks.settled(await stacks.create(SCOPE, request({ A: thing() })));
    waitsToDelete = true;
    stacks.delete(SCOPE, 'one');
    const stack = await restart();
    expect(story(stack)).toEqual(['A DELETE_FAILED', 'one DELETE_FAILED']);
    stacks.delete(SCOPE, 'one');
    await stacks.settled(stacks.byName(SCOPE, stack.id));
    expect(stacks.find(SCOPE, 'one')).toBeUndefined();
  });
});
