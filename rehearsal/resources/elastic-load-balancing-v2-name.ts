import type { Ids } from '../kernel/ids.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';

/**
 * CloudFormation's name for a load balancer or target group without one, within 32 characters, for example
 * `ecs-c-LoadB-2GALVJMRB92E`. Source: names seen in published stack events.
 */
export const shortGeneratedName = (
  { stackName, logicalId }: Pick<ResourceContext, 'stackName' | 'logicalId'>,
  ids: Ids,
): string => `${stackName.slice(0, 5)}-${logicalId.slice(0, 5)}-${ids.upper(12)}`;
