import { describe, expect, it } from '@jest/globals';
import { isServed, withParameters, withSecrets, type DynamicSecret } from './dynamic-references.ts';

const values = {
  parameter: (reference: string) => `value of ${reference}`,
  secret: ({ secretId, jsonKey, versionStage, versionId }: DynamicSecret) =>
    [secretId, jsonKey, versionStage, versionId].map((part) => part ?? '-').join(' '),
};

describe('dynamic references', () => {
  it('stand for parameters, anywhere in a text and several times', () => {
    const value = { A: ['{{resolve:ssm:/a/b:3}} and {{resolve:ssm:c}}'], B: 1, C: '{{resolve:secretsmanager:s}}' };
    expect(withParameters(value, values)).toEqual({
      A: ['value of /a/b:3 and value of c'],
      B: 1,
      C: '{{resolve:secretsmanager:s}}',
    });
  });

  const arn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf';
  it.each([
    ['name', 'name - - -'],
    ['name:SecretString', 'name - - -'],
    ['name:SecretString:password', 'name password - -'],
    [`${arn}:SecretString:password::`, `${arn} password - -`],
    [`${arn}:SecretString:::id`, `${arn} - - id`],
    [`${arn}:SecretString:key:AWSPREVIOUS`, `${arn} key AWSPREVIOUS -`],
  ])('name a secret: %s', (reference, expected) => {
    expect(withSecrets({ A: `<{{resolve:secretsmanager:${reference}}}>` }, values)).toEqual({ A: `<${expected}>` });
  });

  it('that are malformed are refused', () => {
    expect(() => withSecrets('{{resolve:secretsmanager:name:SecretBinary:k}}', values)).toThrow('Could not parse');
  });

  it('to other stores are told apart, also where they are only begun', () => {
    expect(['plain', '{{resolve:ssm:a}}', '{{resolve:secretsmanager:'].map(isServed)).toEqual([true, true, true]);
    expect(['{{resolve:ssm-secure:a:1}}', '{{resolve:ssm:a}}{{resolve:vault:'].map(isServed)).toEqual([false, false]);
  });
});
