import type * as wire from '@aws-sdk/client-codebuild';
import { invalidInput, notRehearsed } from '../../runtime/builds/errors.ts';
import type {
  EnvironmentVariable,
  ProjectCache,
  ProjectEnvironment,
  ProjectSettings,
} from '../../runtime/builds/project.ts';
import { refuseMembers } from './refuse-members.ts';

const UNSUPPORTED = [
  'secondarySources',
  'secondarySourceVersions',
  'sourceVersion',
  'secondaryArtifacts',
  'vpcConfig',
  'badgeEnabled',
  'fileSystemLocations',
  'buildBatchConfig',
  'concurrentBuildLimit',
  'autoRetryLimit',
];

/** What a request to create or update a project says; undefined members are left out. Throws InvalidInputException. */
export function readProject(
  input: Partial<wire.CreateProjectCommandInput & wire.UpdateProjectCommandInput>,
): Partial<ProjectSettings> {
  refuseMembers(input, 'Project', UNSUPPORTED);
  return defined({
    description: input.description,
    ...(input.source && readSource(input.source)),
    ...(input.artifacts && { artifactsType: readArtifactsType(input.artifacts) }),
    environment: input.environment && readEnvironment(input.environment),
    serviceRole: input.serviceRole,
    timeoutInMinutes: input.timeoutInMinutes,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutes,
    encryptionKey: input.encryptionKey,
    cache: input.cache && readCache(input.cache),
    logs: input.logsConfig && readLogs(input.logsConfig),
    tags: input.tags && readTags(input.tags),
  });
}

function readSource(source: Partial<wire.ProjectSource>): Pick<ProjectSettings, 'sourceType' | 'buildspec'> {
  refuseMembers(source, 'Project.source', ['auth', 'gitSubmodulesConfig', 'reportBuildStatus', 'sourceIdentifier']);
  return { sourceType: readSourceType(source.type), buildspec: source.buildspec };
}

export function readSourceType(type: string | undefined): ProjectSettings['sourceType'] {
  if (type === 'CODEPIPELINE' || type === 'NO_SOURCE') return type;
  throw type === undefined
    ? invalidInput('Project source type is required.')
    : notRehearsed(`sources of type ${type}: CODEPIPELINE and NO_SOURCE are`);
}

export function readArtifactsType(artifacts: wire.ProjectArtifacts): ProjectSettings['artifactsType'] {
  const { type } = artifacts;
  if (type === 'CODEPIPELINE' || type === 'NO_ARTIFACTS') return type;
  throw type === undefined
    ? invalidInput('Project artifacts type is required.')
    : notRehearsed(`artifacts of type ${type}: CODEPIPELINE and NO_ARTIFACTS are`);
}

export function readCache(cache: wire.ProjectCache): ProjectCache {
  refuseMembers(cache, 'Project.cache', ['cacheNamespace']);
  const { type, modes = [], location = '' } = cache;
  if (type === 'LOCAL') return { type, modes };
  if (type === 'S3') return { type, location };
  if (type === 'NO_CACHE') return { type };
  throw invalidInput(`Invalid cache type: ${String(type)}.`);
}

function readEnvironment(environment: wire.ProjectEnvironment): ProjectEnvironment {
  const { type, image, computeType } = environment;
  if (!type || !image || !computeType)
    throw invalidInput('Project environment type, image and computeType are required.');
  refuseMembers(environment, 'Project.environment', [
    'certificate',
    'registryCredential',
    'fleet',
    'computeConfiguration',
    'dockerServer',
    'hostKernel',
  ]);
  checkEnvironmentType(type);
  return {
    type,
    image,
    computeType,
    privilegedMode: environment.privilegedMode ?? false,
    imagePullCredentialsType: environment.imagePullCredentialsType,
    variables: readVariables(environment.environmentVariables),
  };
}

export function checkEnvironmentType(type: string): void {
  if (!/^(LINUX|ARM)_(CONTAINER|LAMBDA_CONTAINER|GPU_CONTAINER|EC2)$/.test(type))
    throw notRehearsed(`environments of type ${type}: those of Linux are`);
}

export function readVariables(variables: readonly wire.EnvironmentVariable[] = []): EnvironmentVariable[] {
  return variables.map(({ name = '', value = '', type = 'PLAINTEXT' }) => {
    return { name, value, type };
  });
}

export function readLogs({ cloudWatchLogs, s3Logs }: wire.LogsConfig): ProjectSettings['logs'] {
  if (s3Logs?.status === 'ENABLED') throw notRehearsed('logs in S3');
  return {
    enabled: cloudWatchLogs?.status !== 'DISABLED',
    group: cloudWatchLogs?.groupName,
    stream: cloudWatchLogs?.streamName,
  };
}

export const readTags = (tags: readonly wire.Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));

/** Without the members that are undefined: they would overwrite. */
export const defined = <T extends object>(members: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
