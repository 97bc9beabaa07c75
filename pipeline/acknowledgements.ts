import { Stack, Validations } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { CodePipeline } from 'aws-cdk-lib/pipelines';
import type { IConstruct } from 'constructs';
import { seenBeside } from '../infra/bootstrap/released-environment.ts';
import type { DeliveryStage } from '../infra/stages/delivery-stage.ts';
import { isElsewhere } from './steps/reach.ts';

const IAM5 = 'AwsSolutions::AwsSolutions-IAM5';

/** Findings on what CDK Pipelines generates, each with why it is right. Call after buildPipeline(). */
export function acknowledgeGenerated(pipeline: CodePipeline, stages: readonly DeliveryStage[]): void {
  artifacts(pipeline);
  replication(pipeline);
  for (const project of pipeline.node.findAll().filter((construct) => construct instanceof Project)) logsOf(project);
  selfMutation(descendant(pipeline, 'UpdatePipeline', 'SelfMutation'));
  assetPublishing(descendant(pipeline, 'Assets', 'FileRole'));
  accept(
    descendant(pipeline, 'Pipeline', 'Verify', 'Image'),
    'ecr:GetAuthorizationToken has no resource; what the token opens is one repository.',
    [`${IAM5}[Resource::*]`],
  );
  for (const [index, stage] of stages.entries()) {
    // There the deployer role has what would be acknowledged here.
    if (isElsewhere(stage, Stack.of(pipeline).account)) continue;
    const of = (step: string) => descendant(pipeline, 'Pipeline', stage.node.id, step);
    guard(of('Guard'), stage, stages[index - 1]);
    deploy(of('Deploy'), stage);
    acceptance(of('Acceptance'), stage);
  }
}

function artifacts(pipeline: CodePipeline): void {
  const bucket = pipeline.pipeline.artifactBucket;
  accept(bucket, ARTIFACTS, OF_ARTIFACTS);
  accept(
    pipeline,
    "The CDK's grants on this pipeline's own artifact bucket and key: prefixes of actions, and objects that each execution names anew.",
    [
      ...[
        's3:Abort*',
        's3:DeleteObject*',
        's3:GetBucket*',
        's3:GetObject*',
        's3:List*',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ].map((action) => `${IAM5}[Action::${action}]`),
      `${IAM5}[Resource::<${logicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*]`,
    ],
  );
}

const ARTIFACTS =
  'Artifacts of one execution, readable by the roles of this pipeline only; each step logs what it takes, and they can be made again.';
const OF_ARTIFACTS = [
  'AwsSolutions::AwsSolutions-S1',
  'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled',
  'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled',
];

/** What the CDK adds for each further region that an environment is in: actions there take their artifacts from a bucket there. */
function replication({ pipeline }: CodePipeline): void {
  for (const { replicationBucket } of Object.values(pipeline.crossRegionSupport)) {
    accept(replicationBucket, ARTIFACTS, OF_ARTIFACTS);
    const objects = String(Stack.of(pipeline).resolve(replicationBucket.arnForObjects('*')));
    accept(
      pipeline.role,
      "The CDK's grants on the bucket of artifacts in another region, and on its key, whose name there is not known here.",
      [`${IAM5}[Resource::${objects}]`, `${IAM5}[Resource::*]`],
    );
  }
}

function logsOf(project: Project): void {
  if (project.role?.node.scope !== project) return; // asset publishing has a role of its own, below
  const name = `<${logicalId(project.node.defaultChild as IConstruct)}>`;
  accept(project, "The project's own log streams and test reports, named by each build.", [
    `${IAM5}[Resource::${arn(project, 'codebuild', `report-group/${name}-*`)}]`,
    `${IAM5}[Resource::${arn(project, 'logs', `log-group:/aws/codebuild/${name}:*`)}]`,
  ]);
}

function selfMutation(project: IConstruct): void {
  accept(project, "Only roles of `cdk bootstrap`, by their tag, and reading whether the pipeline's stack exists.", [
    `${IAM5}[Resource::*]`,
    `${IAM5}[Resource::arn:*:iam::${Stack.of(project).account}:role/*]`,
  ]);
}

function assetPublishing(role: IConstruct): void {
  accept(
    role,
    'One role publishes for all asset projects, whose names the CDK chooses; it may only become a publishing role of `cdk bootstrap`.',
    [
      `${IAM5}[Resource::*]`,
      `${IAM5}[Resource::${arn(role, 'codebuild', 'report-group/*')}]`,
      `${IAM5}[Resource::${arn(role, 'logs', 'log-group:/aws/codebuild/*')}]`,
    ],
  );
}

function guard(project: IConstruct, stage: DeliveryStage, after: DeliveryStage | undefined): void {
  accept(project, 'ecs:DescribeTaskDefinition takes no resource; listing tasks is bound to the cluster by condition.', [
    `${IAM5}[Resource::*]`,
  ]);
  for (const seen of seenBeside(stage, after))
    accept(project, 'The tasks of the one cluster of the environment before: a refusal says what runs there.', [
      own(seen, 'ecs', `task/${seen.prefix}/*`),
    ]);
}

function scaling(project: IConstruct, stage: DeliveryStage): void {
  accept(
    project,
    'AWS makes the ids of scalable targets; conditions bind the actions to counts of ECS services, and to one tag.',
    [own(stage, 'application-autoscaling', 'scalable-target/*')],
  );
}

function acceptance(project: IConstruct, stage: DeliveryStage): void {
  scaling(project, stage);
  accept(project, 'Ids that AWS adds to the stack, and the tasks of the one cluster.', [
    own(stage, 'cloudformation', `stack/${stage.serviceStackName}/*`),
    own(stage, 'ecs', `task/${stage.prefix}/*`),
  ]);
  accept(project, UNBOUND, [`${IAM5}[Resource::*]`]);
}

function deploy(project: IConstruct, stage: DeliveryStage): void {
  const { prefix, functionsStackName, serviceStackName } = stage;
  scaling(project, stage);
  accept(
    project,
    'Ids that AWS adds to the two stacks, the tasks of the one cluster, and the streams of the one hook.',
    [
      own(stage, 'cloudformation', `stack/${functionsStackName}/*`),
      own(stage, 'cloudformation', `stack/${serviceStackName}/*`),
      own(stage, 'ecs', `task/${prefix}/*`),
      own(stage, 'logs', `log-group:/${prefix}/verify-green:*`),
    ],
  );
  accept(project, UNBOUND, [`${IAM5}[Resource::*]`]);
}

const UNBOUND =
  'Describe actions of the load balancer and of alarms, and actions on a deployment, take no resource; listing tasks is bound to the cluster by condition.';

const own = ({ config }: DeliveryStage, service: string, resource: string) =>
  `${IAM5}[Resource::arn:aws:${service}:${config.region}:${config.account}:${resource}]`;

const accept = (construct: IConstruct, reason: string, ids: readonly string[]) =>
  Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));

const arn = (scope: IConstruct, service: string, resource: string) => {
  const { account, region } = Stack.of(scope);
  return `arn:aws:${service}:${region}:${account}:${resource}`;
};

const logicalId = (resource: IConstruct): string => {
  const stack = Stack.of(resource);
  return String(stack.resolve(stack.getLogicalId(resource as Parameters<Stack['getLogicalId']>[0])));
};

const descendant = (scope: IConstruct, ...path: readonly string[]): IConstruct =>
  path.reduce((construct: IConstruct, id) => construct.node.findChild(id), scope);
