import { describe, expect, it } from '@jest/globals';
import { environment } from './environment.ts';

const VARIABLES = {
  LOAD_BALANCER_ARN: 'load-balancer',
  PRODUCTION_LISTENER_ARN: 'production',
  TEST_LISTENER_ARN: 'test',
  TEST_ORIGIN: 'https://picus.example.com:9000',
  TARGET_GROUP_ARNS: 'blue,green',
  ACCESS: 'restricted',
};

describe("the function's environment", () => {
  it('is what the stack sets', () => {
    expect(environment(VARIABLES)).toMatchObject({
      testOrigin: new URL('https://picus.example.com:9000'),
      targetGroupArns: ['blue', 'green'],
      access: 'restricted',
    });
  });

  it('knows two kinds of access', () => {
    expect(() => environment({ ...VARIABLES, ACCESS: 'private' })).toThrow('must be public or restricted');
  });

  it.each(['picus.example.com:9000', 'ftp://picus.example.com', 'nothing'])(
    'takes no scheme but HTTP and HTTPS: %s',
    (text) => {
      expect(() => environment({ ...VARIABLES, TEST_ORIGIN: text })).toThrow('must be an http or https URL');
    },
  );

  it.each(Object.keys(VARIABLES))('names %s when it is missing', (name) => {
    expect(() => environment({ ...VARIABLES, [name]: undefined })).toThrow(
      `The environment variable ${name} is not set`,
    );
  });
});
