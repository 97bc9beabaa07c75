import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import type { ResourceProvider } from '../ports/resource-provider.ts';
import { deployEnvironments } from './deploy-assembly.ts';
import type { StackRecord } from './stack-record.ts';
import { Stacks } from './stacks.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };

interface Properties {
  Name?: string;
  Size?: unknown;
  Of?: unknown;
  Fail?: 'create' | 'update' | 'delete' | 'hang';
  Tags?: unknown;
}

/** A type whose resources live in a map, and that fails when its properties say so. */
function thingProvider(alive: Map<string, Properties>): ResourceProvider<Properties> {
  let count = 0;
  return {
    type: 'Test::Thing',
    properties: { Name: 'value', Size: 'value', Of: 'value', Fail: 'value', Tags: 'opaque' },
    replaceOn: ['Name'],
    async create(properties, { logicalId, signal }) {
      if (properties.Fail === 'create') throw new Error('cannot be made');
      if (properties.Fail === 'hang')
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      const physicalId = `${logicalId}-${++count}`;
      alive.set(physicalId, properties);
      return { physicalId, attributes: { Arn: `arn:${physicalId}` } };
    },
    async update(state, properties) {
      if (properties.Fail === 'update') throw new Error('cannot be changed');
      alive.set(state.physicalId, properties);
      return state;
    },
    async delete(state, properties) {
      if (properties.Fail === 'delete') throw new Error('cannot go');
      alive.delete(state.physicalId);
    },
  };
}

describe('stacks', () => {
  let alive: Map<string, Properties>;
  let stacks: Stacks;
  beforeEach(() => {
    alive = new Map();
    stacks = new Stacks({
      clock: new ManualClock(),
      ids: randomIds,
      log: silentLog,
      types: { providers: [thingProvider(alive)], recorded: [], known: {} },
      parameterStore: { value: () => undefined },
    });
  });

  const thing = (Properties: Properties = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties, ...more });
  const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });
  const create = async (name: string, Resources: object, more: object = {}) =>
    stacks.settled(await stacks.create(SCOPE, { name, templateBody: body(Resources, more) }));
  const update = async (name: string, Resources: object, more: object = {}) =>
    stacks.settled(await stacks.update(SCOPE, { name, templateBody: body(Resources, more) }));
  const story = (stack: StackRecord) => stack.events.map(({ logicalId, status }) => `${logicalId} ${status}`);
  const stateOf = () => Object.fromEntries([...alive].map(([id, { Size }]) => [id, Size]));

  it('are created in order of dependency, with outputs', async () => {
    const stack = await create(
      's',
      { B: thing({ Of: { 'Fn::GetAtt': ['A', 'Arn'] } }), A: thing({ Size: 1 }) },
      { Outputs: { Out: { Value: { Ref: 'B' } } } },
    );
    expect(story(stack)).toEqual([
      's CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS',
      'A CREATE_COMPLETE',
      'B CREATE_IN_PROGRESS',
      'B CREATE_IN_PROGRESS',
      'B CREATE_COMPLETE',
      's CREATE_COMPLETE',
    ]);
    expect(alive.get('B-2')).toEqual({ Of: 'arn:A-1' });
    expect(stack.outputs).toEqual([{ key: 'Out', value: 'B-2' }]);
  });

  it('start nothing when a type or a property is refused', async () => {
    await expect(
      create('s', { A: thing(), B: { Type: 'Test::Other' }, C: thing({ Colour: 1 } as Properties) }),
    ).rejects.toThrow(/Test::Other[^]*Colour/);
    expect(stacks.all(SCOPE)).toEqual([]);
    expect(alive.size).toBe(0);
  });

  it('are rolled back when a resource cannot be created, and what runs beside it is cancelled', async () => {
    const stack = await create('s', {
      A: thing(),
      B: thing({ Fail: 'create', Of: { Ref: 'A' } }),
      C: thing({ Fail: 'hang' }),
    });
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(alive.size).toBe(0);
    expect(stack.events.find(({ status }) => status === 'ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'The following resource(s) failed to create: [B, C]. Rollback requested by user.',
    );
    expect(
      stack.events
        .filter(({ status }) => status === 'CREATE_FAILED')
        .map(({ logicalId, reason }) => [logicalId, reason]),
    ).toEqual([
      ['B', 'cannot be made'],
      ['C', 'Resource creation cancelled'],
    ]);
  });

  it('are updated in place, replaced with a clean-up, and lose what the template no longer has', async () => {
    await create('s', { A: thing({ Name: 'a', Size: 1 }), B: thing({ Of: { Ref: 'A' }, Size: 1 }), Gone: thing() });
    const stack = await update('s', { A: thing({ Name: 'z', Size: 1 }), B: thing({ Of: { Ref: 'A' }, Size: 1 }) });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect([...alive.keys()].toSorted()).toEqual(['A-4', expect.stringMatching(/^B-/)]);
    expect([...alive.values()].find(({ Of }) => Of !== undefined)?.Of).toBe('A-4');
    const told = story(stack);
    expect(told.indexOf('s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(told.indexOf('A DELETE_IN_PROGRESS'));
    expect(told.at(-1)).toBe('s UPDATE_COMPLETE');
    expect([...stack.resources.keys()].toSorted()).toEqual(['A', 'B']);
  });

  it('go back to exactly what was when an update fails', async () => {
    const before = {
      A: thing({ Size: 1 }),
      R: thing({ Name: 'r', Size: 1 }),
      Z: thing({ Size: 1, Of: { 'Fn::Join': ['', [{ Ref: 'A' }, { Ref: 'R' }]] } }),
    };
    await create('s', before);
    const was = stateOf();
    const stack = await update('s', {
      A: thing({ Size: 2 }),
      R: thing({ Name: 'other', Size: 2 }),
      New: thing({ Size: 9 }),
      Z: thing({ Size: 2, Fail: 'update', Of: { 'Fn::Join': ['', [{ Ref: 'A' }, { Ref: 'R' }, { Ref: 'New' }]] } }),
    });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stateOf()).toEqual(was);
    expect(stack.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'The following resource(s) failed to update: [Z].',
    );
    await expect(update('s', before)).rejects.toThrow('No updates are to be performed.');
    expect((await update('s', { ...before, A: thing({ Size: 3 }) })).status).toBe('UPDATE_COMPLETE');
  });

  it('keep what is to be retained', async () => {
    await create('s', {
      A: thing({ Name: 'a' }, { UpdateReplacePolicy: 'Retain' }),
      B: thing({}, { DeletionPolicy: 'Retain' }),
      C: thing(),
    });
    const stack = await update('s', {
      A: thing({ Name: 'z' }, { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' }),
      C: thing(),
    });
    expect(story(stack)).toContain('B DELETE_SKIPPED');
    stacks.delete(SCOPE, 's');
    await stacks.settled(stack);
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect([...alive.keys()].toSorted()).toEqual(['A-1', 'A-4', 'B-2'].toSorted());
  });

  it('cannot lose an export that another stack imports', async () => {
    const exporting = { Outputs: { O: { Value: { Ref: 'A' }, Export: { Name: 'a-name' } } } };
    await create('one', { A: thing() }, exporting);
    await create('two', { B: thing({ Of: { 'Fn::ImportValue': 'a-name' } }) });
    const failed = await update('one', { A: thing({ Size: 2 }) });
    expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failed.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'Export a-name cannot be deleted as it is in use by two',
    );
    stacks.delete(SCOPE, 'one');
    expect((await stacks.settled(failed)).statusReason).toContain('Cannot delete export a-name as it is in use by two');
    const importing = stacks.byName(SCOPE, 'two');
    stacks.delete(SCOPE, 'two');
    await stacks.settled(importing);
    stacks.delete(SCOPE, 'one');
    expect((await stacks.settled(failed)).status).toBe('DELETE_COMPLETE');
    expect(alive.size).toBe(0);
  });

  it('are protected from deletion, and say which resource would not go', async () => {
    const stack = await create('s', { A: thing({ Fail: 'delete' }), B: thing({ Of: { Ref: 'A' } }) });
    stacks.setTerminationProtection(SCOPE, 's', true);
    expect(() => stacks.delete(SCOPE, 's')).toThrow(
      'Stack [s] cannot be deleted while TerminationProtection is enabled',
    );
    stacks.setTerminationProtection(SCOPE, 's', false);
    stacks.delete(SCOPE, 's');
    expect((await stacks.settled(stack)).statusReason).toBe('The following resource(s) failed to delete: [A]. ');
    expect([...stack.resources.keys()]).toEqual(['A']);
  });

  it('roll an update back when it is cancelled', async () => {
    await create('s', { A: thing({ Size: 1 }) });
    const stack = await stacks.update(SCOPE, {
      name: 's',
      templateBody: body({ A: thing({ Size: 2 }), H: thing({ Fail: 'hang', Of: { Ref: 'A' } }) }),
    });
    stacks.cancelUpdate(SCOPE, 's');
    await stacks.settled(stack);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stateOf()).toEqual({ 'A-1': 1 });
  });

  it('pass stack tags on, also when nothing else changes', async () => {
    const stack = await create('s', { A: thing() });
    await stacks.settled(
      await stacks.update(SCOPE, { name: 's', templateBody: body({ A: thing() }), tags: { team: 'x' } }),
    );
    expect(stack.tags).toEqual({ team: 'x' });
    expect(story(stack)).toContain('A UPDATE_COMPLETE');
  });

  it('of environments are checked together before any starts, then deployed in order', async () => {
    const stackOf = (name: string, dependencies: string[], resources: object, more: object = {}) => ({
      id: name,
      displayName: name,
      name,
      ...SCOPE,
      templateBody: body(resources, more),
      templateFile: '',
      dependencies,
      tags: {},
      parameters: {},
      terminationProtection: false,
    });
    const network = stackOf('net', [], { A: thing() }, { Outputs: { O: { Value: 'x', Export: { Name: 'net' } } } });
    const service = stackOf('svc', ['net'], { B: thing({ Of: { 'Fn::ImportValue': 'net' } }) });
    const broken = stackOf('broken', [], { C: { Type: 'Test::Nothing' } });
    const environment = (name: string, list: (typeof network)[]) => ({ name, displayName: name, stacks: list });
    await expect(
      deployEnvironments(stacks, [environment('dev', [service, network]), environment('prod', [broken])]),
    ).rejects.toThrow('broken: C: the rehearsal does not support the resource type Test::Nothing.');
    expect(alive.size).toBe(0);
    await deployEnvironments(stacks, [environment('dev', [service, network])]);
    expect(stacks.all(SCOPE).map(({ name, status }) => [name, status])).toEqual([
      ['net', 'CREATE_COMPLETE'],
      ['svc', 'CREATE_COMPLETE'],
    ]);
    await deployEnvironments(stacks, [environment('dev', [service, network])]);
    expect(stacks.byName(SCOPE, 'net').updatedAt).toBeUndefined();
  });
});
