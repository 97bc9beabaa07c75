import * as errors from './errors.ts';
import {
  loadBalancersOf,
  type ListenerAction,
  type LoadBalancer,
  type LoadBalancingState,
} from './load-balancing-state.ts';

/** Source: ALB guide, quotas: target groups per action. */
const MAX_GROUPS = 5;

/** Throws what AWS says of an action that cannot be: unknown groups, weights out of range, groups of other load balancers. */
export function assertAction(
  state: LoadBalancingState,
  loadBalancer: LoadBalancer | undefined,
  action: ListenerAction,
): void {
  if (action.type === 'fixed-response') {
    if (!/^[245]\d\d$/.test(String(action.status)))
      throw errors.validationError(`The status code '${action.status}' must match ^(2|4|5)\\d\\d$`);
    if ((action.body?.length ?? 0) > 1024)
      throw errors.validationError('The message body cannot be longer than 1024 characters');
  }
  if (action.type !== 'forward') return;
  const arns = action.groups.map(({ targetGroupArn }) => targetGroupArn);
  if (arns.length === 0) throw errors.validationError('A target group must be specified for a forward action');
  if (arns.length > MAX_GROUPS)
    throw errors.validationError(`A maximum of '${MAX_GROUPS}' target groups can be specified for a forward action`);
  if (new Set(arns).size < arns.length)
    throw errors.validationError('A target group can be specified only once for a forward action');
  for (const { weight } of action.groups)
    if (!(Number.isInteger(weight) && weight >= 0 && weight <= 999))
      throw errors.validationError('The weight for each target group must be between 0 and 999, inclusive');
  const groups = arns.map((arn) => {
    const group = state.targetGroups.get(arn);
    if (!group) throw errors.targetGroupNotFound();
    return group;
  });
  const elsewhere = groups.filter(({ vpcId }) => vpcId !== undefined && vpcId !== loadBalancer?.vpcId);
  if (elsewhere.length > 0) throw errors.differentVpc(elsewhere.map(({ arn }) => arn));
  const shared = arns.filter((arn) => loadBalancersOf(state, arn).some((other) => other !== loadBalancer?.arn));
  if (shared.length > 0) throw errors.associationLimit(shared);
}
