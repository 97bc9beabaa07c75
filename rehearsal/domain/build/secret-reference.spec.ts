import { describe, expect, it } from '@jest/globals';
import { readSecretReference } from './secret-reference.ts';

const none = { jsonKey: undefined, versionStage: undefined, versionId: undefined };
const arn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:picus/key-a1b2c3';

describe('a reference to a secret', () => {
  it.each([
    ['picus/key', { ...none, secretId: 'picus/key' }],
    ['picus/key:token', { ...none, secretId: 'picus/key', jsonKey: 'token' }],
    ['key:token:AWSPREVIOUS', { ...none, secretId: 'key', jsonKey: 'token', versionStage: 'AWSPREVIOUS' }],
    ['key:::v-1', { ...none, secretId: 'key', versionId: 'v-1' }],
    ['key:token::v-1', { ...none, secretId: 'key', jsonKey: 'token', versionId: 'v-1' }],
    [arn, { ...none, secretId: arn }],
    [`${arn}:token:AWSCURRENT:v-1`, { secretId: arn, jsonKey: 'token', versionStage: 'AWSCURRENT', versionId: 'v-1' }],
    ['', undefined],
    [':token', undefined],
    ['a:b:c:d:e', undefined],
  ])('%s', (text, expected) => {
    expect(readSecretReference(text)).toEqual(expected);
  });
});
