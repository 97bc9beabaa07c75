import { list, struct, tags } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Builds } from '../runtime/builds/builds.ts';
import type {
  CacheMode,
  EnvironmentVariable,
  Project,
  ProjectCache,
  ProjectSettings,
} from '../runtime/builds/project.ts';
import { DEFAULT_SETTINGS } from '../runtime/builds/projects.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { isTrue } from './template-boolean.ts';

interface Properties {
  Name?: string;
  Description?: string;
  Source: { Type: string; BuildSpec?: string };
  Artifacts: { Type: string };
  Environment: {
    Type: string;
    Image: string;
    ComputeType: string;
    PrivilegedMode?: boolean | string;
    ImagePullCredentialsType?: string;
    /** Templates may write a value as a number or boolean. */
    EnvironmentVariables?: { Name: string; Value: unknown; Type?: string }[];
  };
  ServiceRole: string;
  EncryptionKey?: string;
  Cache?: { Type: string; Location?: string; Modes?: string[] };
  /** Templates may write numbers as text. */
  TimeoutInMinutes?: number | string;
  QueuedTimeoutInMinutes?: number | string;
  LogsConfig?: { CloudWatchLogs?: { Status: string; GroupName?: string; StreamName?: string } };
  Tags?: { Key: string; Value: string }[];
}

/** AWS::CodeBuild::Project. `Ref` is its name. */
export function codebuildProjectProvider({ builds, ids }: { builds: Builds; ids: Ids }): ResourceProvider<Properties> {
  return {
    type: 'AWS::CodeBuild::Project',
    properties: {
      Name: 'value',
      Description: 'value',
      Source: struct({ Type: 'value', BuildSpec: 'value' }),
      Artifacts: struct({ Type: 'value' }),
      Environment: struct({
        Type: 'value',
        Image: 'value',
        ComputeType: 'value',
        PrivilegedMode: 'value',
        ImagePullCredentialsType: 'value',
        EnvironmentVariables: list(struct({ Name: 'value', Value: 'value', Type: 'value' })),
      }),
      ServiceRole: 'value',
      EncryptionKey: 'value',
      Cache: struct({ Type: 'value', Location: 'value', Modes: 'value' }),
      TimeoutInMinutes: 'value',
      QueuedTimeoutInMinutes: 'value',
      LogsConfig: struct({ CloudWatchLogs: struct({ Status: 'value', GroupName: 'value', StreamName: 'value' }) }),
      Tags: tags,
    },
    replaceOn: ['Name'],
    async create(wanted, context) {
      const name = wanted.Name ?? generatedName(ids, context, 150);
      return stateOf(builds.projects.create(context.scope, name, settingsOf(wanted, context)));
    },
    async update(state, wanted, _previous, context) {
      return stateOf(builds.projects.update(context.scope, state.physicalId, settingsOf(wanted, context)));
    },
    async delete(state, _wanted, { scope }) {
      await builds.deleteProject(scope, state.physicalId);
    },
  };
}

const stateOf = ({ name, arn }: Project): ResourceState => ({ physicalId: name, attributes: { Arn: arn } });

/** What the template does not say is CodeBuild's default again. */
function settingsOf(wanted: Properties, { stackTags }: ResourceContext): ProjectSettings {
  const { Environment: environment, TimeoutInMinutes, QueuedTimeoutInMinutes } = wanted;
  if (!/^(LINUX|ARM)_/.test(environment.Type)) throw notRehearsed(`Environment.Type ${environment.Type}`);
  return {
    ...DEFAULT_SETTINGS,
    description: wanted.Description,
    sourceType: oneOf(wanted.Source.Type, ['CODEPIPELINE', 'NO_SOURCE'], 'Source.Type'),
    buildspec: wanted.Source.BuildSpec,
    artifactsType: oneOf(wanted.Artifacts.Type, ['CODEPIPELINE', 'NO_ARTIFACTS'], 'Artifacts.Type'),
    environment: {
      type: environment.Type,
      image: environment.Image,
      computeType: environment.ComputeType,
      privilegedMode: isTrue(environment.PrivilegedMode),
      imagePullCredentialsType: environment.ImagePullCredentialsType,
      variables: (environment.EnvironmentVariables ?? []).map(variableOf),
    },
    serviceRole: wanted.ServiceRole,
    ...(TimeoutInMinutes !== undefined && { timeoutInMinutes: Number(TimeoutInMinutes) }),
    ...(QueuedTimeoutInMinutes !== undefined && { queuedTimeoutInMinutes: Number(QueuedTimeoutInMinutes) }),
    encryptionKey: wanted.EncryptionKey,
    cache: cacheOf(wanted),
    logs: logsOf(wanted),
    tags: { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) },
  };
}

const variableOf = ({ Name, Value, Type = 'PLAINTEXT' }: { Name: string; Value: unknown; Type?: string }) => ({
  name: Name,
  value: String(Value),
  type: oneOf<EnvironmentVariable['type']>(
    Type,
    ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'],
    `Environment.EnvironmentVariables.${Name}.Type`,
  ),
});

function cacheOf({ Cache }: Properties): ProjectCache {
  if (!Cache || Cache.Type === 'NO_CACHE') return { type: 'NO_CACHE' };
  const type = oneOf(Cache.Type, ['LOCAL', 'S3'], 'Cache.Type');
  if (type === 'S3') return { type, location: Cache.Location ?? '' };
  return { type, modes: (Cache.Modes ?? []).map((mode) => oneOf<CacheMode>(mode, CACHE_MODES, 'Cache.Modes')) };
}

const CACHE_MODES = ['LOCAL_SOURCE_CACHE', 'LOCAL_DOCKER_LAYER_CACHE', 'LOCAL_CUSTOM_CACHE'] as const;

function logsOf({ LogsConfig }: Properties): ProjectSettings['logs'] {
  const logs = LogsConfig?.CloudWatchLogs;
  return { enabled: logs?.Status !== 'DISABLED', group: logs?.GroupName, stream: logs?.StreamName };
}

function oneOf<T extends string>(value: string, known: readonly T[], property: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw notRehearsed(`${property} ${value}`);
  return found;
}

const notRehearsed = (what: string) =>
  new Error(`The rehearsal does not implement ${what} of AWS::CodeBuild::Project.`);
