import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { checkProperties } from '../../rehearsal/domain/stack/check-properties.ts';
import { checkTemplate } from '../../rehearsal/domain/stack/check-template.ts';
import { membersOf, type KnownShape, type KnownType } from '../../rehearsal/domain/stack/known-properties.ts';
import type { PropertyShape } from '../../rehearsal/domain/stack/property-shape.ts';
import { parseTemplate } from '../../rehearsal/domain/stack/template.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { allTypes } from './support/providers.ts';
import { TEST_SCOPE } from './support/gateway.ts';

const run = allTypes.providers.filter(({ type }) => type in allTypes.known);
const free = allTypes.providers.filter(({ type }) => !(type in allTypes.known));
const templateOf = (Type: string, Properties: object) =>
  JSON.stringify({
    Resources: { First: { Type: 'AWS::CDK::Metadata' }, Thing: { Type, Properties, DependsOn: 'First' } },
  });
const findings = (type: string, properties: object) =>
  checkTemplate(parseTemplate(templateOf(type, properties)), allTypes);

/** A path to a property that AWS knows below a provider's shape and the provider does not honour; undefined when it honours all. */
function unimplemented(
  shapes: Record<string, PropertyShape>,
  known: Record<string, KnownShape>,
  type: KnownType,
  depth = 0,
): string[] | undefined {
  const missing = Object.keys(known).find((name) => !(name in shapes));
  if (missing !== undefined) return [missing];
  if (depth > 5) return undefined;
  for (const [name, shape] of Object.entries(shapes)) {
    const below = insideOf(shape, known[name]);
    const members = below && membersOf(below.known, type);
    const path = below && members && unimplemented(below.struct, members, type, depth + 1);
    if (path) return [name, ...below.path, ...path];
  }
  return undefined;
}

function insideOf(
  shape: PropertyShape,
  known: KnownShape | undefined,
): { struct: Record<string, PropertyShape>; known: KnownShape; path: string[] } | undefined {
  if (typeof shape !== 'object' || known === undefined) return undefined;
  if ('struct' in shape) return { struct: shape.struct, known, path: [] };
  if ('list' in shape && typeof known === 'object' && 'list' in known) {
    const inner = insideOf(shape.list, known.list);
    return inner && { ...inner, path: ['0', ...inner.path] };
  }
  return undefined;
}

/** `['A', '0', 'B']` as `{A: [{B: 'x'}]}`. */
const documentAt = ([name = '', ...rest]: string[]): unknown => {
  const value = rest.length === 0 ? 'x' : documentAt(rest);
  return name === '0' ? [value] : { [name]: value };
};

/** For each type that does not honour everything: the first property that it refuses. */
const partial = run.flatMap(({ type, properties }) => {
  const known = allTypes.known[type] as KnownType;
  const path = unimplemented({ ...properties }, known.properties, known);
  return path ? [[type, path.join('.'), path] as const] : [];
});

describe('every run type', () => {
  it('is in the generated list of what AWS knows, or free', () => {
    expect(free.map(({ type }) => type).toSorted()).toEqual(['AWS::CloudFormation::CustomResource', 'Custom::*']);
    expect(run.length).toBeGreaterThan(20);
  });

  it('is described by a list that is current', () => {
    expect(() =>
      execFileSync(process.execPath, ['tools/generate-known-properties.ts', '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  it.each(run.map((provider) => [provider.type, provider] as const))(
    '%s: an unknown property fails by name',
    (type) => {
      expect(findings(type, { NoSuchProperty: 1 })).toEqual([
        expect.objectContaining({
          logicalId: 'Thing',
          path: '/Resources/Thing/Properties/NoSuchProperty',
          problem: 'unknown-property',
          message: `Thing: ${type} has no property NoSuchProperty.`,
        }),
      ]);
    },
  );

  it.each(partial)('%s: the known property %s, which is not implemented, fails by name', (type, name, path) => {
    expect(findings(type, documentAt(path) as object)).toContainEqual(
      expect.objectContaining({
        problem: 'unimplemented-property',
        path: `/Resources/Thing/Properties/${path.join('/')}`,
        message: expect.stringContaining(name),
      }),
    );
  });

  it('honours all that AWS knows, or has been seen to refuse something', () => {
    const complete = run.filter(({ type }) => !partial.some(([name]) => name === type));
    for (const { type, properties } of complete) {
      const known = allTypes.known[type] as KnownType;
      const all = Object.fromEntries(Object.keys(known.properties).map((name) => [name, { Ref: 'X' }]));
      expect([type, checkProperties(all, properties, known)]).toEqual([type, []]);
    }
    expect(partial.length).toBeGreaterThan(15);
  });

  it.each(run.map((provider) => [provider.type, provider] as const))(
    '%s: what its provider honours and replaces on exists in AWS',
    (type, { properties, replaceOn }) => {
      const known = allTypes.known[type] as KnownType;
      expect(Object.keys(properties).filter((name) => !(name in known.properties))).toEqual([]);
      expect(replaceOn.filter((name) => !(name in properties))).toEqual([]);
    },
  );
});

describe('a template that cannot be rehearsed', () => {
  const stacks = () =>
    new Stacks({
      clock: new ManualClock(),
      ids: randomIds,
      log: silentLog,
      types: allTypes,
      parameterStore: { value: () => undefined },
    });

  it.each([
    ['an unsupported type', 'AWS::Braket::QuantumTask', {}, 'AWS::Braket::QuantumTask'],
    ['an unknown property', 'AWS::ECS::Service', { DesiredCont: 2 }, 'DesiredCont'],
    ['a property that is not implemented', 'AWS::Lambda::Function', { Code: { ImageUri: 'x' } }, 'Code.ImageUri'],
  ])('starts nothing: %s', async (_name, type, properties, named) => {
    const engine = stacks();
    await expect(
      engine.create(TEST_SCOPE, { name: 'refused', templateBody: templateOf(type, properties) }),
    ).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(named),
    });
    expect(engine.all(TEST_SCOPE)).toEqual([]);
  });

  it('says why each recorded type is only recorded, and records no type that runs', () => {
    for (const { type, reason } of allTypes.recorded)
      expect([type, reason]).toEqual([type, expect.stringMatching(/^.{20,}\.$/)]);
    expect(
      allTypes.recorded.filter(({ type }) => allTypes.providers.some((provider) => provider.type === type)),
    ).toEqual([]);
    expect(new Set(allTypes.recorded.map(({ type }) => type)).size).toBe(allTypes.recorded.length);
  });
});
