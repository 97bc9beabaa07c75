import { PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { Configuration } from '../config/schema.ts';
import { deployerRoleName } from './deployer-role-name.ts';
import { deployerPermissions } from './release-permissions.ts';
import type { ReleasedEnvironment } from './released-environment.ts';

export interface DeployerStackProps {
  readonly app: string;
  readonly tools: Configuration['tools'];
  readonly environment: ReleasedEnvironment;
  /** Environments of the same account and region whose tasks its guard may look at. */
  readonly seen: readonly ReleasedEnvironment[];
}

/** In an environment's own account: the role that the pipeline's steps take on there, and may take on nothing else. */
export class DeployerStack extends Stack {
  constructor(scope: Construct, id: string, { app, tools, environment, seen }: DeployerStackProps) {
    const { account, region, permissionsBoundary } = environment.config;
    super(scope, id, {
      stackName: id,
      env: { account, region },
      terminationProtection: true,
      ...(permissionsBoundary !== 'none' && { permissionsBoundary: PermissionsBoundary.fromName(permissionsBoundary) }),
    });

    // CloudFormation begins the names of a stack's roles with the stack's. Of an assumed role's session the key tells the role
    // (IAM User Guide, "AWS global condition context keys": aws:PrincipalArn).
    const pipelineRoles = `arn:aws:iam::${tools.account}:role/${app}-pipeline-*`;
    const role = new Role(this, 'Deployer', {
      roleName: deployerRoleName(environment.prefix),
      description: `Releases ${environment.prefix}, for the pipeline of ${tools.account}`,
      assumedBy: new AccountPrincipal(tools.account).withConditions({
        ArnLike: { 'aws:PrincipalArn': pipelineRoles },
      }),
      inlinePolicies: { release: new PolicyDocument({ statements: deployerPermissions(environment, seen) }) },
    });
    acknowledge(
      role,
      {
        id: 'NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy',
        reason: 'The policy belongs to this one role, is read beside it and goes with it.',
      },
      ...unbound(environment, seen),
    );
  }
}

/** As in the pipeline's own account (pipeline/acknowledgements.ts), where the steps have these permissions themselves. */
function unbound(
  { config, prefix, functionsStackName, serviceStackName }: ReleasedEnvironment,
  seen: readonly ReleasedEnvironment[],
) {
  const iam5 = (finding: string, reason: string) =>
    ({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${finding}]`, reason }) as const;
  const own = (service: string, resource: string) =>
    `arn:aws:${service}:${config.region}:${config.account}:${resource}`;
  return [
    iam5(
      '*',
      'Describe actions of the load balancer, of alarms and of task definitions, and actions on a deployment, take no resource; listing tasks is bound to the cluster by condition.',
    ),
    iam5(
      own('application-autoscaling', 'scalable-target/*'),
      'AWS makes the ids of scalable targets; conditions bind the actions to counts of ECS services, and to one tag.',
    ),
    ...[functionsStackName, serviceStackName].map((stack) =>
      iam5(own('cloudformation', `stack/${stack}/*`), 'The id that AWS adds to the one stack.'),
    ),
    ...[prefix, ...seen.map((each) => each.prefix)].map((cluster) =>
      iam5(own('ecs', `task/${cluster}/*`), 'The tasks of one cluster, whose ids AWS makes.'),
    ),
    iam5(own('logs', `log-group:/${prefix}/verify-green:*`), 'The streams of the one hook.'),
  ];
}
