import type { PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import type { Clock } from '../../kernel/clock.ts';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import type { BuildRequest, BuildResult, BuildStarter } from '../ports/builds.ts';
import type { PipelineArtifacts } from '../ports/pipeline-artifacts.ts';
import type { ResourceProvider } from '../ports/resource-provider.ts';
import type { SourceRevision, SourceRevisions } from '../ports/source-revisions.ts';
import { Stacks } from '../stacks/stacks.ts';
import { pipelineActions } from './actions/pipeline-actions.ts';
import { Pipelines } from './pipelines.ts';
import type { PipelineSettings } from './settings.ts';

export const REPOSITORY = 'example/picus';

/** A build that ends when a test says so. */
export interface FakeBuild {
  id: string;
  request: BuildRequest;
  /** Undefined while it runs. */
  ended?: BuildResult['status'];
  end(result?: Partial<BuildResult>): void;
}

/** For tests: pipelines over everything they need, in memory. Builds and commits are the test's; stacks are real. */
export class FakePipelineWorld {
  readonly pipelines: Pipelines;
  readonly stacks: Stacks;
  readonly builds: FakeBuild[] = [];
  readonly commits: SourceRevision[] = [];
  /** By directory and path. */
  readonly files = new Map<string, string>();

  constructor(clock: Clock, settings: Partial<PipelineSettings> = {}) {
    const deps = { clock, ids: randomIds, log: silentLog };
    this.stacks = new Stacks({
      ...deps,
      types: { providers: [thing], recorded: [], known: {} },
      parameterStore: { value: () => undefined },
    });
    const { artifacts } = this;
    const actions = pipelineActions({
      artifacts,
      builds: this.#starter,
      revisions: this.#revisions,
      stacks: () => this.stacks,
    });
    this.pipelines = new Pipelines({ ...deps, artifacts, settings, actions });
  }

  commit(commitId: string, message = `commit ${commitId}`): void {
    const author = { name: 'Ada', email: 'ada@example.com' };
    this.commits.push({ commitId, message, author, authoredAt: Date.UTC(2026, 0, 2) });
  }

  /** The newest build of a project. */
  build(project: string): FakeBuild {
    const found = this.builds.findLast(({ request }) => request.project === project);
    if (!found) throw new Error(`No build of ${project} was started.`);
    return found;
  }

  get artifacts(): PipelineArtifacts {
    return {
      directoryFor: ({ actionRunId }) => `/${actionRunId}`,
      readText: async (directory, path) => {
        const text = this.files.get(`${directory}/${path}`);
        if (text === undefined) throw new Error(`no such file: ${path}`);
        return text;
      },
      writeText: async (directory, path, text) => void this.files.set(`${directory}/${path}`, text),
      dropAll: () => this.files.clear(),
    };
  }

  get #revisions(): SourceRevisions {
    const known = (found: SourceRevision | undefined, what: string) => {
      if (!found) throw new Error(`The repository ${REPOSITORY} has no ${what}.`);
      return found;
    };
    return {
      head: async (_repository, branch) => known(this.commits.at(-1), `branch ${branch}`),
      commit: async (_repository, id) =>
        known(
          this.commits.find(({ commitId }) => commitId === id),
          `commit ${id}`,
        ),
      checkout: async (_repository, commitId) => `/checkout/${commitId}`,
    };
  }

  get #starter(): BuildStarter {
    return {
      start: (request) => {
        const id = `${request.project}:${this.builds.length + 1}`;
        const log = { group: `/aws/codebuild/${request.project}`, stream: id };
        const { promise, resolve } = Promise.withResolvers<BuildResult>();
        const build: FakeBuild = {
          id,
          request,
          end: (result = {}) => {
            if (build.ended !== undefined) return;
            build.ended = result.status ?? 'SUCCEEDED';
            resolve({ status: 'SUCCEEDED', phases: [], exportedVariables: {}, artifacts: [], log, ...result });
          },
        };
        this.builds.push(build);
        return { id, log, done: promise, stop: async () => build.end({ status: 'STOPPED' }) };
      },
    };
  }
}

/** A resource that is there at once, unless its property says otherwise. */
const thing: ResourceProvider<{ Fail?: boolean; Name?: string }> = {
  type: 'Test::Thing',
  properties: { Fail: 'value', Name: 'value' },
  replaceOn: [],
  async create({ Fail, Name }) {
    if (Fail) throw new Error('cannot be made');
    return { physicalId: Name ?? 'thing', attributes: {} };
  },
  update: async (state, { Name }) => ({ ...state, physicalId: Name ?? 'thing' }),
  delete: async () => {},
};

/** Source, Build, Prod (approval, stack, acceptance): all four action types, artifacts, variables and a trigger. */
export function releasePipeline(change: Partial<PipelineDefinition> = {}): PipelineDefinition {
  const type = (category: string, provider: string) => ({ category, owner: 'AWS', provider, version: '1' });
  const none = { runOrder: 1, inputs: [], outputs: [], configuration: {} };
  return {
    name: 'picus',
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    pipelineType: 'V2',
    executionMode: 'SUPERSEDED',
    artifactStore: { type: 'S3', location: 'artifacts' },
    variables: [{ name: 'label', defaultValue: 'none' }],
    triggers: [
      {
        sourceActionName: 'Fetch',
        push: [{ branches: { includes: ['main'], excludes: [] }, filePaths: { includes: [], excludes: ['docs/**'] } }],
      },
    ],
    stages: [
      {
        name: 'Source',
        actions: [
          {
            ...none,
            name: 'Fetch',
            type: type('Source', 'CodeStarSourceConnection'),
            namespace: 'Src',
            outputs: ['Code'],
            configuration: {
              ConnectionArn: 'arn:aws:codestar-connections:eu-west-1:111111111111:connection/1',
              FullRepositoryId: REPOSITORY,
              BranchName: 'main',
              DetectChanges: 'false',
            },
          },
        ],
      },
      {
        name: 'Build',
        actions: [
          {
            ...none,
            name: 'Synth',
            type: type('Build', 'CodeBuild'),
            inputs: ['Code'],
            outputs: ['Out', 'Dist'],
            configuration: {
              ProjectName: 'synth',
              EnvironmentVariables: '[{"name":"SHA","type":"PLAINTEXT","value":"#{Src.CommitId}"}]',
            },
          },
        ],
      },
      {
        name: 'Prod',
        actions: [
          { ...none, name: 'Approve', type: type('Approval', 'Manual'), configuration: { CustomData: 'Go?' } },
          {
            ...none,
            name: 'Stack',
            runOrder: 2,
            type: type('Deploy', 'CloudFormation'),
            namespace: 'Stack',
            inputs: ['Out'],
            configuration: {
              ActionMode: 'CREATE_UPDATE',
              StackName: 'picus-prod',
              TemplatePath: 'Out::prod/stack.json',
              Capabilities: 'CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND',
            },
          },
          {
            ...none,
            name: 'Accept',
            runOrder: 3,
            type: type('Build', 'CodeBuild'),
            inputs: ['Dist'],
            configuration: {
              ProjectName: 'accept',
              EnvironmentVariables:
                '[{"name":"HOST","value":"#{Stack.Host}"},{"name":"LABEL","value":"#{variables.label}"}]',
            },
          },
        ],
      },
    ],
    ...change,
  };
}
