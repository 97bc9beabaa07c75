import { describe, expect, it } from '@jest/globals';
import { environment } from './environment.ts';

const VARIABLES = {
  LOAD_BALANCER_ARN: 'load-balancer',
  LOAD_BALANCER_DNS_NAME: 'picus-dev.example',
  PRODUCTION_LISTENER_ARN: 'production',
  TEST_LISTENER_ARN: 'test',
  TEST_LISTENER_PORT: '9000',
  TARGET_GROUP_ARNS: 'blue,green',
  ACCESS: 'restricted',
};

describe("the function's environment", () => {
  it('is what the stack sets', () => {
    expect(environment(VARIABLES)).toMatchObject({
      loadBalancerDnsName: 'picus-dev.example',
      testListenerPort: 9000,
      targetGroupArns: ['blue', 'green'],
      access: 'restricted',
    });
  });

  it('knows two kinds of access', () => {
    expect(() => environment({ ...VARIABLES, ACCESS: 'private' })).toThrow('must be public or restricted');
  });

  it.each(Object.keys(VARIABLES))('names %s when it is missing', (name) => {
    expect(() => environment({ ...VARIABLES, [name]: undefined })).toThrow(
      `The environment variable ${name} is not set`,
    );
  });
});
