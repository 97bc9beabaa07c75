import type { Ids } from '../kernel/ids.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';

/**
 * The name that CloudFormation makes when the template gives none: stack, logical id and twelve characters, the first
 * two cut so that all fit. Source: CloudFormation User Guide, "Name type".
 */
export function generatedName(ids: Ids, { stackName, logicalId }: ResourceContext, longest = 64): string {
  const half = Math.floor((longest - 14) / 2);
  return `${stackName.slice(0, half)}-${logicalId.slice(0, half)}-${ids.upper(12)}`;
}
