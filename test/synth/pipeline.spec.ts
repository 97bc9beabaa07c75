import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedAssembly, ROOT } from './assembly.ts';
import { named, onlyOne, ofType, templateOf, text } from './resources.ts';

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

  it('takes dev through guard, stacks, traffic shift and acceptance', () => {
    expect(orderIn('dev')).toEqual([
      ['Guard'],
      ['picus-dev-data.Deploy', 'picus-dev-network.Deploy'],
      ['picus-dev-edge.Deploy'],
      ['picus-dev-functions.Deploy', 'picus-dev-service.Deploy'],
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
    expect(modes).toEqual(Array.from({ length: 10 }, () => 'CREATE_UPDATE'));
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
    const { build } = (JSON.parse(project('prodDeploy')?.buildSpec ?? '{}') as BuildSpec).phases;
    expect(build.commands).toEqual([
      'node deployer.mjs deploy --stack picus-prod-functions',
      'node deployer.mjs deploy --stack picus-prod-service',
    ]);
  });

  it('may release one group of functions and one of the service, and look at what they run', () => {
    const [, policy] = named(
      template,
      'AWS::IAM::Policy',
      'PolicyName',
      ofType(template, 'AWS::IAM::Policy').find(([id]) => id.includes('prodDeploy'))?.[1].Properties[
        'PolicyName'
      ] as string,
    );
    const { Statement } = policy.Properties['PolicyDocument'] as {
      Statement: { Action: unknown; Resource: unknown }[];
    };
    const resourcesOf = (action: string) =>
      Statement.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => [Resource].flat());
    const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;
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

  it('holds nothing that a change of the service would change', () => {
    expect(JSON.stringify(template)).not.toMatch(/(src|tested)-[0-9a-f]{16}/);
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
