import { struct, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { TrafficRouting } from '../domain/deployment/traffic-plan.ts';
import type { Ids } from '../kernel/ids.ts';
import type { CodeDeploy } from '../runtime/deployments/codedeploy.ts';
import { errors } from '../runtime/deployments/errors.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

/** Numbers may be text, as templates allow. */
interface ConfigProperties {
  ComputePlatform?: string;
  DeploymentConfigName?: string;
  TrafficRoutingConfig?: {
    Type: string;
    TimeBasedCanary?: { CanaryInterval: number | string; CanaryPercentage: number | string };
    TimeBasedLinear?: { LinearInterval: number | string; LinearPercentage: number | string };
  };
}

const properties: Record<string, PropertyShape> = {
  ComputePlatform: 'value',
  DeploymentConfigName: 'value',
  TrafficRoutingConfig: struct({
    Type: 'value',
    TimeBasedCanary: struct({ CanaryInterval: 'value', CanaryPercentage: 'value' }),
    TimeBasedLinear: struct({ LinearInterval: 'value', LinearPercentage: 'value' }),
  }),
};

/** AWS::CodeDeploy::DeploymentConfig for ECS or Lambda. `Ref` is its name; every property replaces it. */
export function codedeployDeploymentConfigProvider({
  codeDeploy,
  ids,
}: {
  codeDeploy: CodeDeploy;
  ids: Ids;
}): ResourceProvider<ConfigProperties> {
  return {
    type: 'AWS::CodeDeploy::DeploymentConfig',
    properties,
    replaceOn: ['ComputePlatform', 'DeploymentConfigName', 'TrafficRoutingConfig'],
    async create(wanted, context) {
      const routing = readRouting(wanted.TrafficRoutingConfig);
      const { name } = codeDeploy.configs.create(context.scope, {
        name: wanted.DeploymentConfigName ?? generatedName(ids, context, 100),
        ...(wanted.ComputePlatform !== undefined && { computePlatform: wanted.ComputePlatform }),
        ...(routing && { routing }),
      });
      return { physicalId: name, attributes: {} };
    },
    // Every property replaces the configuration; only the stack's tags change, which it does not have.
    async update(state) {
      return state;
    },
    async delete(state, _properties, { scope }) {
      codeDeploy.deleteConfig(scope, state.physicalId);
    },
  };
}

function readRouting(config: ConfigProperties['TrafficRoutingConfig']): TrafficRouting | undefined {
  if (!config) return undefined;
  const { Type: type, TimeBasedCanary: canary, TimeBasedLinear: linear } = config;
  if (type === 'AllAtOnce') return { type };
  if (type === 'TimeBasedCanary' && canary) {
    return { type, percentage: Number(canary.CanaryPercentage), intervalMinutes: Number(canary.CanaryInterval) };
  }
  if (type === 'TimeBasedLinear' && linear) {
    return { type, percentage: Number(linear.LinearPercentage), intervalMinutes: Number(linear.LinearInterval) };
  }
  throw errors.trafficRouting(`TrafficRoutingConfig of type ${type} lacks its percentage and interval.`);
}
