import { AwsError } from '../../kernel/aws-error.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { AliasFacts, AliasRouting, FunctionAliases } from '../ports/function-aliases.ts';

/** One function with its versions and an alias, in memory: what a deployment to Lambda is about, for tests. */
export class FakeFunctionAliases implements FunctionAliases {
  readonly versions = new Set(['1', '2']);
  /** Undefined when the alias was deleted. */
  routing: AliasRouting | undefined = { version: '1' };
  /** Every write, as `1`, or `1 + 2 at 0.1`. */
  readonly writes: string[] = [];
  /** Thrown by the next writes. */
  refusal: AwsError | undefined;

  alias(scope: Scope, functionName: string, aliasName: string): AliasFacts {
    const functionArn = arnOf(scope, 'lambda', `function:${functionName}`);
    const aliasArn = `${functionArn}:${aliasName}`;
    if (functionName !== 'picus-delete-item' || aliasName !== 'live' || !this.routing) {
      throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${aliasArn}`);
    }
    return { ...this.routing, functionName, functionArn, aliasName, aliasArn };
  }

  hasVersion(_scope: Scope, _functionName: string, version: string): boolean {
    return this.versions.has(version);
  }

  route(scope: Scope, functionName: string, aliasName: string, routing: AliasRouting): void {
    this.alias(scope, functionName, aliasName);
    if (this.refusal) throw this.refusal;
    this.routing = routing;
    const { version, additional } = routing;
    this.writes.push(additional ? `${version} + ${additional.version} at ${additional.weight}` : version);
  }
}

/** What a deployment group for this function looks like to a client. */
export const functionGroupRequest = {
  applicationName: 'picus-functions',
  deploymentGroupName: 'picus-delete-item',
  serviceRoleArn: 'arn:aws:iam::111111111111:role/picus-deploy',
  deploymentStyle: { deploymentType: 'BLUE_GREEN' as const, deploymentOption: 'WITH_TRAFFIC_CONTROL' as const },
  autoRollbackConfiguration: {
    enabled: true,
    events: ['DEPLOYMENT_FAILURE' as const, 'DEPLOYMENT_STOP_ON_ALARM' as const, 'DEPLOYMENT_STOP_ON_REQUEST' as const],
  },
};

/** An AppSpec that moves the alias from one version to another, as JSON. */
export const functionAppSpec = (
  currentVersion = '1',
  targetVersion = '2',
  hooks: Record<string, string> = {},
): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        deleteItem: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: 'picus-delete-item',
            Alias: 'live',
            CurrentVersion: currentVersion,
            TargetVersion: targetVersion,
          },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([event, name]) => ({ [event]: name })),
  });
