import { describe, expect, it } from '@jest/globals';

import { readFunctionAppSpec } from './app-spec.ts';

const properties = { Name: 'delete-item', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' };
const resource = (more: object = {}, Type = 'AWS::Lambda::Function') => ({
  deleteItem: { Type, Properties: { ...properties, ...more } },
});
const document = (resources: unknown = [resource()], more: object = {}) => ({
  version: 0.0,
  Resources: resources,
  ...more,
});

describe('the AppSpec of a function', () => {
  it('names function, alias and both versions under a name of its own', () => {
    expect(readFunctionAppSpec(document())).toEqual({
      functionName: 'delete-item',
      aliasName: 'live',
      currentVersion: '1',
      targetVersion: '2',
      hooks: {},
    });
  });

  it('is read without regard to case, and versions also as the numbers that YAML makes of them', () => {
    const guide = {
      version: '0.0',
      resources: [
        {
          fn: {
            type: 'AWS::Lambda::Function',
            properties: { name: 'f', alias: 'a', currentversion: 1, targetversion: 2 },
          },
        },
      ],
      hooks: [{ beforeAllowTraffic: 'check' }, { AfterAllowTraffic: 'verify' }],
    };
    expect(readFunctionAppSpec(guide)).toMatchObject({
      currentVersion: '1',
      targetVersion: '2',
      hooks: { BeforeAllowTraffic: 'check', AfterAllowTraffic: 'verify' },
    });
  });

  it.each([
    [document([]), 'exactly one function'],
    [document([resource(), resource()]), 'exactly one function'],
    [document([{ ...resource(), other: resource().deleteItem }]), 'exactly one function'],
    [document([resource({}, 'AWS::ECS::Service')]), 'AWS::Lambda::Function'],
    [document([resource({ Alias: '' })]), 'Alias must be a text'],
    [document([resource({ TargetVersion: '$LATEST' })]), 'TargetVersion must be the number of a published version'],
    [document([resource({ CurrentVersion: '0' })]), 'CurrentVersion must be'],
    [document([resource({ Weight: 1 })]), 'unknown key: Weight'],
    [document(undefined, { Hooks: [{ BeforeInstall: 'check' }] }), 'BeforeInstall is no event with a hook'],
    [document(undefined, { Hooks: [{ AfterAllowTraffic: null }] }), 'Hooks.AfterAllowTraffic must be a text'],
    [{ ...document(), version: 1 }, '"version": 0.0'],
  ])('%# is refused: %s', (wrong, why) => {
    expect(() => readFunctionAppSpec(wrong)).toThrow(why);
  });
});
