import type { VerifyInput } from './verify.ts';

export interface Settings extends VerifyInput {
  readonly loadBalancerArn: string;
  /** Scheme, name and port at which clients would find the test listener. */
  readonly testOrigin: URL;
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
    productionListenerArn: read('PRODUCTION_LISTENER_ARN'),
    testListenerArn: read('TEST_LISTENER_ARN'),
    testOrigin: originOf(read('TEST_ORIGIN')),
    targetGroupArns: read('TARGET_GROUP_ARNS').split(','),
    access: accessOf(read('ACCESS')),
    healthyWithinMilliseconds: HEALTHY_WITHIN_MILLISECONDS,
  };
}

/** Its scheme says whether the load balancer's certificate is verified, so nothing else passes for one. */
function originOf(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`The environment variable TEST_ORIGIN must be an http or https URL, not ${text}`);
}

function accessOf(text: string): VerifyInput['access'] {
  if (text === 'public' || text === 'restricted') return text;
  throw new Error(`The environment variable ACCESS must be public or restricted, not ${text}`);
}
