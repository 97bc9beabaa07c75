import type { AliasSight } from '../../domain/function-deployment/alias-sight.ts';
import type { Weights } from '../../domain/deployment/weights.ts';
import type { DeploymentRecord } from '../deployments/deployment-record.ts';
import type { AliasRouting, FunctionAliases } from '../ports/function-aliases.ts';

/** The one write that a deployment of a function may make, and the look it takes before. */
export interface AliasActions {
  /** Throws AwsError when the function or its alias is gone. */
  sight(): AliasSight;
  route(weights: Weights): void;
}

export function aliasActions(aliases: FunctionAliases, record: DeploymentRecord<'Lambda'>): AliasActions {
  const { scope } = record.request;
  const { functionName, aliasName, incomingVersion, outgoingVersion } = record.existing.plan;
  return {
    sight: () => {
      const { version, additional } = aliases.alias(scope, functionName, aliasName);
      return {
        version,
        ...(additional && { additional: { version: additional.version } }),
        incomingExists: aliases.hasVersion(scope, functionName, incomingVersion),
      };
    },
    route: (weights) => {
      aliases.route(scope, functionName, aliasName, routingOf(weights, incomingVersion, outgoingVersion));
    },
  };
}

/**
 * While traffic shifts the alias names the original version, and the replacement as the additional one; a version that
 * gets everything stands alone. Source: Lambda API, AliasRoutingConfiguration; UpdateAlias with AdditionalVersionWeights.
 */
function routingOf({ incoming }: Weights, incomingVersion: string, outgoingVersion: string): AliasRouting {
  if (incoming === 100) return { version: incomingVersion };
  if (incoming === 0) return { version: outgoingVersion };
  return { version: outgoingVersion, additional: { version: incomingVersion, weight: incoming / 100 } };
}
