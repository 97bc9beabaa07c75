import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedAssembly, ROOT } from './assembly.ts';
import { loadConfiguration } from '../../infra/config/load.ts';
import { serviceImage } from '../../infra/config/service-image.ts';
import { onlyOne, ofType, templateOf, text } from './resources.ts';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly Configuration?: Readonly<Record<string, unknown>>;
}

interface PipelineProperties {
  readonly Name: string;
  readonly PipelineType: string;
  readonly RestartExecutionOnUpdate: boolean;
  readonly Stages: readonly { readonly Name: string; readonly Actions: readonly Action[] }[];
  readonly Triggers: readonly unknown[];
}

interface BuildSpec {
  readonly phases: { readonly build: { readonly commands: readonly string[] } };
}

const template = templateOf(committedAssembly(), 'picus-pipeline');
const pipeline = onlyOne(template, 'AWS::CodePipeline::Pipeline').Properties as unknown as PipelineProperties;
const stageNames = pipeline.Stages.map(({ Name }) => Name);

/** Names of a stage's actions, those that run at once in one group. */
function orderIn(stage: string): string[][] {
  const actions = pipeline.Stages.find(({ Name }) => Name === stage)?.Actions ?? [];
  const orders = [...new Set(actions.map(({ RunOrder }) => RunOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ RunOrder }) => RunOrder === order).map(({ Name }) => Name));
}

const projects = ofType(template, 'AWS::CodeBuild::Project').map(([id, { Properties }]) => {
  const { BuildSpec } = Properties['Source'] as { BuildSpec: unknown };
  return { id, buildSpec: text(BuildSpec), timeout: Properties['TimeoutInMinutes'] };
});
const project = (part: string) => projects.find(({ id }) => id.includes(part));

/** What each step runs. */
const commandsOf = (part: string) => (JSON.parse(project(part)?.buildSpec ?? '{}') as BuildSpec).phases.build.commands;

/** The resources of an action that a step's role may do, as text. */
function permissionsOf(part: string): (action: string) => string[] {
  const statements = statementsOf(part);
  return (action) =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => [Resource].flat().map(text));
}

function statementsOf(part: string): { Action: string | string[]; Resource: unknown }[] {
  const policies = ofType(template, 'AWS::IAM::Policy').filter(([id]) => id.includes(part));
  return policies.flatMap(
    ([, { Properties }]) =>
      (Properties['PolicyDocument'] as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
  );
}

/** Actions on everything. */
const unboundActions = (part: string) =>
  statementsOf(part)
    .filter(({ Resource }) => [Resource].flat().includes('*'))
    .flatMap(({ Action }) => Action)
    .sort();

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;

const [repositoryId = ''] = ofType(template, 'AWS::ECR::Repository')[0] ?? [];
const REPOSITORY = text({ 'Fn::GetAtt': [repositoryId, 'Arn'] });

describe('the pipeline', () => {
  it('is V2, updates itself before it spends time on anything else, and starts again when that changed it', () => {
    expect(pipeline.PipelineType).toBe('V2');
    expect(stageNames).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Verify', 'dev', 'prod']);
    expect(pipeline.RestartExecutionOnUpdate).toBe(true);
  });

  it('updates itself with the CDK CLI that package.json pins', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(project('SelfMutation')?.buildSpec).toContain(`npm install -g aws-cdk@${devDependencies['aws-cdk']}`);
  });

  it('starts for pushes to the branch, unless they touch documentation only', () => {
    expect(pipeline.Triggers).toEqual([
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: {
          SourceActionName: 'example_picus',
          Push: [
            { Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**', '*.md', 'LICENSE', 'bench/**'] } },
          ],
        },
      },
    ]);
    const [source] = pipeline.Stages[0]?.Actions ?? [];
    expect(source?.Configuration).toMatchObject({ DetectChanges: false });
  });

  it('checks the code beside the image', () => {
    expect(orderIn('Verify')).toEqual([['Checks', 'Image']]);
  });

  it('keeps what checks have found out for the next execution, on the build host', () => {
    const [, checks] = ofType(template, 'AWS::CodeBuild::Project').find(([id]) => id.includes('Checks')) ?? [];
    expect(checks?.Properties['Cache']).toEqual({ Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] });
    const buildSpec = JSON.parse(project('Checks')?.buildSpec ?? '{}') as { cache?: unknown };
    expect(buildSpec.cache).toEqual({ paths: ['.cache/tsc/**/*', '.wireit/**/*'] });
  });

  it('takes dev through guard, stacks, traffic shift and acceptance', () => {
    expect(orderIn('dev')).toEqual([
      ['Guard'],
      ['picus-dev-data.Deploy', 'picus-dev-network.Deploy'],
      ['picus-dev-edge.Deploy'],
      ['picus-dev-functions.Deploy', 'picus-dev-service.Deploy'],
      ['picus-dev-monitoring.Deploy'],
      ['Deploy'],
      ['Acceptance'],
    ]);
  });

  it('waits for a person before it so much as guards prod', () => {
    expect(orderIn('prod')).toEqual([
      ['Approve'],
      ['Guard'],
      ['picus-prod-data.Deploy', 'picus-prod-network.Deploy'],
      ['picus-prod-edge.Deploy'],
      ['picus-prod-functions.Deploy', 'picus-prod-service.Deploy'],
      ['picus-prod-monitoring.Deploy'],
      ['Deploy'],
      ['Acceptance'],
    ]);
    const approve = pipeline.Stages.at(-1)?.Actions.find(({ Name }) => Name === 'Approve');
    expect(approve?.ActionTypeId).toMatchObject({ Category: 'Approval', Provider: 'Manual' });
  });

  it('needs one action a stack', () => {
    const modes = pipeline.Stages.flatMap(({ Actions }) => Actions)
      .filter(({ ActionTypeId }) => ActionTypeId.Provider === 'CloudFormation')
      .map(({ Configuration }) => Configuration?.['ActionMode']);
    expect(modes).toEqual(Array.from({ length: 12 }, () => 'CREATE_UPDATE'));
  });

  it('installs dependencies once an execution', () => {
    expect(projects.filter(({ buildSpec }) => buildSpec.includes('npm ci')).map(({ id }) => id)).toEqual([
      expect.stringContaining('CdkBuildProject'),
    ]);
  });

  it('runs no test script but test:unit, so that no pipeline rehearses a pipeline', () => {
    const scripts = projects.flatMap(({ buildSpec }) => buildSpec.match(/npm (test|run [a-z:]+)/g) ?? []);
    expect(new Set(scripts)).toEqual(new Set(['npm run build', 'npm run synth', 'npm run check', 'npm run test:unit']));
  });

  it('gives the traffic shift all the time that CodeBuild has', () => {
    expect(project('prodDeploy')).toMatchObject({ timeout: 480 });
  });

  it('releases the functions, and the service only after them', () => {
    expect(commandsOf('prodDeploy')).toEqual([
      'node deployer.mjs deploy --stack picus-prod-functions',
      'node deployer.mjs deploy --stack picus-prod-service',
    ]);
  });

  it('may release one group of functions and one of the service, and look at what they run', () => {
    const resourcesOf = permissionsOf('prodDeploy');
    expect(resourcesOf('codedeploy:CreateDeployment')).toEqual([
      arn('codedeploy', 'deploymentgroup:picus-prod-functions/picus-prod-delete-item'),
      arn('codedeploy', 'deploymentgroup:picus-prod/picus-prod'),
    ]);
    expect(resourcesOf('codedeploy:RegisterApplicationRevision')).toEqual([
      arn('codedeploy', 'application:picus-prod'),
      arn('codedeploy', 'application:picus-prod-functions'),
    ]);
    expect(resourcesOf('codedeploy:GetDeploymentConfig')).toEqual(
      expect.arrayContaining([arn('codedeploy', 'deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes')]),
    );
    expect(resourcesOf('lambda:GetAlias')).toEqual([arn('lambda', 'function:picus-prod-delete-item')]);
    expect(resourcesOf('lambda:UpdateAlias')).toEqual([]);
  });

  it('holds nothing that a change of the service, or just a commit, would change', () => {
    const { tag, hash } = serviceImage(ROOT, loadConfiguration());
    expect(tag).toBe(`src-${hash}`);
    const all = JSON.stringify(template);
    expect(all).not.toContain(hash);
    expect(all).not.toMatch(/(src|tested|verified|git)-[0-9a-f]{7,}/);
    // A commit; hashes of assets and of logical ids are longer or shorter.
    expect(all).not.toMatch(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/);
  });
});

describe('the steps of the release tool', () => {
  it('make, guard, accept and promote the image', () => {
    expect(commandsOf('VerifyImage')).toEqual([
      'cp --recursive --dereference bundles dist',
      'node dist/deployer.mjs image --image dist/image.json --sbom dist/service.cdx.json --git-sha "$GIT_SHA"',
    ]);
    expect(commandsOf('devGuard')).toEqual([
      'node deployer.mjs guard --image image.json --environment dev --service picus-dev',
    ]);
    expect(commandsOf('prodGuard')).toEqual([
      'node deployer.mjs guard --image image.json --environment prod --service picus-prod --after dev --after-service picus-dev',
    ]);
    expect(commandsOf('devAcceptance')).toEqual([
      'node deployer.mjs accept --url "$URL" --access public --rollback-stack picus-dev-service',
      'node deployer.mjs verified --image image.json --environment dev --service picus-dev',
    ]);
    expect(commandsOf('prodAcceptance')).toEqual([
      'node deployer.mjs accept --url "$URL" --access public --rollback-stack picus-prod-service',
      'node deployer.mjs verified --image image.json --environment prod --service picus-prod --prefix prod',
    ]);
  });

  it('find the tool and the names of the image in what the build made', () => {
    const build = project('CdkBuildProject')?.buildSpec ?? '';
    expect(build).toContain('npm run build');
    expect(build).toContain('npm exec -- node infra/config/service-image.ts > dist/image.json');
  });

  it('need sh, cp, node and docker: no other program is called', () => {
    for (const part of ['VerifyImage', 'devGuard', 'prodGuard', 'prodDeploy', 'devAcceptance', 'prodAcceptance'])
      for (const command of commandsOf(part)) expect(command).toMatch(/^(node (dist\/)?deployer\.mjs|cp) /);
  });

  it('have only one that may use Docker', () => {
    const privileged = ofType(template, 'AWS::CodeBuild::Project').filter(
      ([, { Properties }]) => (Properties['Environment'] as { PrivilegedMode?: boolean }).PrivilegedMode,
    );
    expect(privileged.map(([id]) => id)).toEqual([expect.stringContaining('VerifyImage')]);
  });

  it('write into the one repository, and only where an image is made or promoted', () => {
    const may = (part: string) => permissionsOf(part)('ecr:PutImage');
    for (const part of ['VerifyImage', 'devAcceptance', 'prodAcceptance']) expect(may(part)).toEqual([REPOSITORY]);
    for (const part of ['devGuard', 'prodGuard', 'prodDeploy']) expect(may(part)).toEqual([]);
    expect(unboundActions('VerifyImage')).toEqual(['ecr:GetAuthorizationToken']);
  });

  it('guard by reading only: the image, what runs, and what the environment before runs', () => {
    const [dev, prod] = [permissionsOf('devGuard'), permissionsOf('prodGuard')];
    expect(prod('ecr:DescribeImages')).toEqual([REPOSITORY]);
    expect(dev('ecs:DescribeServices')).toEqual([arn('ecs', 'service/picus-dev/picus-dev')]);
    expect(prod('ecs:DescribeServices')).toEqual([
      arn('ecs', 'service/picus-dev/picus-dev'),
      arn('ecs', 'service/picus-prod/picus-prod'),
    ]);
    expect(prod('ecs:DescribeTasks')).toEqual([arn('ecs', 'task/picus-dev/*')]);
    expect(unboundActions('devGuard')).toEqual(['ecs:DescribeTaskDefinition']);
    expect(unboundActions('prodGuard')).toEqual(['ecs:DescribeTaskDefinition', 'ecs:ListTasks']);
    const own = statementsOf('prodGuard')
      .flatMap(({ Action }) => Action)
      .filter((action) => /^ec[rs]:/.test(action));
    expect(own.filter((action) => !/:(Describe|List)/.test(action))).toEqual([]);
  });

  it('accept, and may roll back the one service while its window is open', () => {
    const of = permissionsOf('prodAcceptance');
    expect(of('codedeploy:ListDeployments')).toEqual([arn('codedeploy', 'deploymentgroup:picus-prod/picus-prod')]);
    expect(of('cloudformation:DescribeStacks')).toEqual([arn('cloudformation', 'stack/picus-prod-service/*')]);
    expect(of('ecs:DescribeTasks')).toContain(arn('ecs', 'task/picus-prod/*'));
    expect(of('codedeploy:CreateDeployment')).toEqual([]);
    expect(unboundActions('prodAcceptance')).toEqual([
      'application-autoscaling:DescribeScalableTargets',
      'cloudwatch:DescribeAlarms',
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:ListDeploymentTargets',
      'codedeploy:StopDeployment',
      'ecs:ListTasks',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetHealth',
    ]);
  });
});

describe('the image repository', () => {
  const { Properties } = onlyOne(template, 'AWS::ECR::Repository');

  it('never changes what a tag means, scans what is pushed, and encrypts with its own key', () => {
    expect(Properties).toMatchObject({
      RepositoryName: 'picus',
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: { EncryptionType: 'KMS' },
    });
  });

  it('expires images without a tag only: a live or previous one always has a tag', () => {
    const { LifecyclePolicyText } = Properties['LifecyclePolicy'] as { LifecyclePolicyText: string };
    const { rules } = JSON.parse(LifecyclePolicyText) as { rules: { selection: { tagStatus: string } }[] };
    expect(rules.map(({ selection }) => selection.tagStatus)).toEqual(['untagged']);
  });
});
