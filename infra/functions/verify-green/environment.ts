import type { VerifyInput } from './verify.ts';

export interface Settings extends VerifyInput {
  readonly loadBalancerArn: string;
  readonly loadBalancerDnsName: string;
  readonly testListenerPort: number;
}

/** Every target must be healthy within: two checks, their interval and a start. */
const HEALTHY_WITHIN_MILLISECONDS = 90_000;

/** @throws Error that names the variable which is not there. */
export function environment(variables: NodeJS.ProcessEnv): Settings {
  const read = (name: string) => {
    const value = variables[name];
    if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set`);
    return value;
  };
  return {
    loadBalancerArn: read('LOAD_BALANCER_ARN'),
    loadBalancerDnsName: read('LOAD_BALANCER_DNS_NAME'),
    productionListenerArn: read('PRODUCTION_LISTENER_ARN'),
    testListenerArn: read('TEST_LISTENER_ARN'),
    testListenerPort: Number(read('TEST_LISTENER_PORT')),
    targetGroupArns: read('TARGET_GROUP_ARNS').split(','),
    access: accessOf(read('ACCESS')),
    healthyWithinMilliseconds: HEALTHY_WITHIN_MILLISECONDS,
  };
}

function accessOf(text: string): VerifyInput['access'] {
  if (text === 'public' || text === 'restricted') return text;
  throw new Error(`The environment variable ACCESS must be public or restricted, not ${text}`);
}
