import { validationError } from './errors.ts';

/** Names of load balancers and target groups. Source: ELBv2 API, CreateLoadBalancer and CreateTargetGroup. */
export function assertName(what: 'Load balancer' | 'Target group', name: string): void {
  if (name.length > 32) throw validationError(`${what} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name))
    throw validationError(
      `${what} name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  if (name.startsWith('-') || name.endsWith('-'))
    throw validationError(`${what} name '${name}' cannot begin or end with '-'`);
  if (what === 'Load balancer' && name.startsWith('internal-'))
    throw validationError(`${what} name '${name}' cannot begin with 'internal-'`);
}
