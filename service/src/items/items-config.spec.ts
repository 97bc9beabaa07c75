import { describe, expect, it } from '@jest/globals';
import { ConfigError, readVariables } from '../config/variables.ts';
import { readItemsConfig } from './items-config.ts';

const read = (env: Record<string, string>) => readVariables(env, readItemsConfig);

describe('the configuration of items', () => {
  it('is absent without a table, and has a default for its time limit', () => {
    expect(read({ TABLE_TIMEOUT_MS: '500' })).toBeUndefined();
    expect(read({ TABLE_NAME: 'picus-dev-items' })).toEqual({ tableName: 'picus-dev-items', timeoutMs: 2_000 });
    expect(read({ TABLE_NAME: 'abc', TABLE_TIMEOUT_MS: '100' })).toEqual({ tableName: 'abc', timeoutMs: 100 });
  });

  it.each([
    { TABLE_NAME: 'ab' },
    { TABLE_NAME: 'arn:aws:dynamodb:eu-west-1:111111111111:table/items' },
    { TABLE_NAME: 'abc', TABLE_TIMEOUT_MS: '99' },
    { TABLE_NAME: 'abc', TABLE_TIMEOUT_MS: '2s' },
  ])('refuses %j', (env) => expect(() => read(env as Record<string, string>)).toThrow(ConfigError));
});
