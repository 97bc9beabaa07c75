import { Stack, type StackProps } from 'aws-cdk-lib';
import { BuildSpec, LinuxArmBuildImage, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { CodePipeline, CodePipelineSource, ManualApprovalStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { Configuration, Environment } from '../infra/config/schema.ts';
import type { ServiceImage } from '../infra/config/service-image.ts';
import { DeliveryStage } from '../infra/stages/delivery-stage.ts';
import { acknowledgeGenerated } from './acknowledgements.ts';
import { imageRepository } from './image-repository.ts';
import { AcceptanceStep } from './steps/acceptance.ts';
import { AuditStep } from './steps/audit.ts';
import { BuildStep } from './steps/build.ts';
import { ChecksStep } from './steps/checks.ts';
import { DeployStep } from './steps/deploy.ts';
import { GuardStep } from './steps/guard.ts';
import { ImageStep } from './steps/image.ts';
import { PipelineNotices } from './notifications.ts';
import { releaseOnPush } from './release-on-push.ts';

export interface PipelineStackProps extends StackProps {
  readonly configuration: Configuration;
  readonly image: ServiceImage;
  readonly release?: string | undefined;
  /** Of the CDK CLI with which the pipeline updates itself. */
  readonly cliVersion: string;
  /** Of the tool that publishes assets; it must read the assembly schema of the pinned aws-cdk-lib. */
  readonly assetsCliVersion: string;
}

/** Only starts npm, which then finds the repository's own Node, and the release tool's bundle. */
const NODE_OF_BUILDS = 22;

/** The way of a commit: Source, Build, UpdatePipeline, Assets, Verify, then each environment in turn. */
export class PipelineStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { configuration, image, release, cliVersion, assetsCliVersion, ...props }: PipelineStackProps,
  ) {
    const { app, tools, environments } = configuration;
    super(scope, id, {
      ...props,
      stackName: id,
      env: { account: tools.account, region: tools.region },
      terminationProtection: true,
    });

    // Of its own roles. As a property of the stack it would be handed on to the environments, which say theirs themselves.
    if (tools.permissionsBoundary !== 'none')
      PermissionsBoundary.of(this).apply(
        ManagedPolicy.fromManagedPolicyName(this, 'PermissionsBoundary', tools.permissionsBoundary),
      );

    const repository = imageRepository(this, 'Images', configuration);
    const source = CodePipelineSource.connection(tools.source.repository, tools.source.branch, {
      connectionArn: tools.source.connectionArn,
      triggerOnPush: false,
    });
    const build = new BuildStep('Build', source);
    const pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: app,
      pipelineType: PipelineType.V2,
      synth: build,
      selfMutation: true,
      cliVersion,
      cdkAssetsCliVersion: assetsCliVersion,
      publishAssetsInParallel: false,
      useChangeSets: false,
      crossAccountKeys: true,
      enableKeyRotation: true,
      usePipelineRoleForActions: true,
      codeBuildDefaults: {
        buildEnvironment: { buildImage: buildImageFor(image) },
        partialBuildSpec: BuildSpec.fromObject({
          phases: { install: { 'runtime-versions': { nodejs: NODE_OF_BUILDS } } },
        }),
      },
    });

    pipeline.addWave('Verify', {
      post: [
        new ChecksStep('Checks', build.workspace, `${app}-checks`),
        ...(tools.auditDependencies ? [new AuditStep('Audit', build.workspace)] : []),
        new ImageStep('Image', { bundles: build.bundles, source, image, repository }),
      ],
    });

    const { bundles } = build;
    const stages: DeliveryStage[] = [];
    for (const environment of environments) {
      const after = stages.at(-1);
      const stage = new DeliveryStage(this, environment.name, { app, environment, image, release });
      stages.push(stage);
      const approvals = environment.approval
        ? [new ManualApprovalStep('Approve', { comment: approvalComment(environment) })]
        : [];
      const guard = new GuardStep('Guard', { bundles, stage, after, repository, toolsAccount: tools.account });
      // Steps at one side of a stage run in parallel unless told otherwise.
      for (const approval of approvals) guard.addStepDependency(approval);
      const deploy = new DeployStep('Deploy', { bundles, stage, toolsAccount: tools.account });
      const last = stages.length === environments.length;
      const acceptance = new AcceptanceStep('Acceptance', {
        bundles,
        stage,
        last,
        repository,
        toolsAccount: tools.account,
      });
      acceptance.addStepDependency(deploy);
      pipeline.addStage(stage, { pre: [...approvals, guard], post: [deploy, acceptance] });
    }

    pipeline.buildPipeline();
    releaseOnPush(pipeline.pipeline, tools.source.branch);
    new PipelineNotices(this, 'Notices', { pipelineName: app, tools });
    acknowledgeGenerated(pipeline, stages);
  }
}

const approvalComment = ({ name }: Environment) => `Release to ${name} what the environments before it have run`;

/** Of the image's architecture, so that Docker builds and runs it without emulation. */
const buildImageFor = ({ architecture }: ServiceImage) =>
  architecture === 'ARM64' ? LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0 : LinuxBuildImage.AMAZON_LINUX_2023_5;
