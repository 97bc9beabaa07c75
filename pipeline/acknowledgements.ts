import { Stack, Validations } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { CodePipeline } from 'aws-cdk-lib/pipelines';
import type { IConstruct } from 'constructs';
import type { DeliveryStage } from '../infra/stages/delivery-stage.ts';

const IAM5 = 'AwsSolutions::AwsSolutions-IAM5';

/** Findings on what CDK Pipelines generates, each with why it is right. Call after buildPipeline(). */
export function acknowledgeGenerated(pipeline: CodePipeline, stages: readonly DeliveryStage[]): void {
  artifacts(pipeline);
  for (const project of pipeline.node.findAll().filter((construct) => construct instanceof Project)) logsOf(project);
  selfMutation(descendant(pipeline, 'UpdatePipeline', 'SelfMutation'));
  assetPublishing(descendant(pipeline, 'Assets', 'FileRole'));
  accept(
    descendant(pipeline, 'Pipeline', 'Verify', 'Image'),
    'ecr:GetAuthorizationToken has no resource; what the token opens is one repository.',
    [`${IAM5}[Resource::*]`],
  );
  for (const stage of stages) deploy(descendant(pipeline, 'Pipeline', stage.node.id, 'Deploy'), stage);
}

function artifacts(pipeline: CodePipeline): void {
  const bucket = pipeline.pipeline.artifactBucket;
  accept(
    bucket,
    'Artifacts of one execution, readable by the roles of this pipeline only; each step logs what it takes.',
    ['AwsSolutions::AwsSolutions-S1'],
  );
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

function deploy(project: IConstruct, { config, prefix, functionsStackName, serviceStackName }: DeliveryStage): void {
  const own = (service: string, resource: string) =>
    `${IAM5}[Resource::arn:aws:${service}:${config.region}:${config.account}:${resource}]`;
  accept(
    project,
    'Ids that AWS adds to the two stacks, the tasks of the one cluster, and the streams of the one hook.',
    [
      own('cloudformation', `stack/${functionsStackName}/*`),
      own('cloudformation', `stack/${serviceStackName}/*`),
      own('ecs', `task/${prefix}/*`),
      own('logs', `log-group:/${prefix}/verify-green:*`),
    ],
  );
  accept(
    project,
    'Describe actions of the load balancer and of alarms, and actions on a deployment, take no resource; listing tasks is bound to the cluster by condition.',
    [`${IAM5}[Resource::*]`],
  );
}

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
