import type * as wire from '@aws-sdk/client-codebuild';
import type { BuildPhase, BuildRecord } from '../../runtime/builds/build-record.ts';
import type { Project, ProjectCache, ProjectSettings } from '../../runtime/builds/project.ts';

export const wireProject = (project: Project): wire.Project => ({
  name: project.name,
  arn: project.arn,
  description: project.description,
  ...wireSettings(project),
  tags: Object.entries(project.tags).map(([key, value]) => ({ key, value })),
  created: new Date(project.createdAt),
  lastModified: new Date(project.modifiedAt),
  badge: { badgeEnabled: false },
  logsConfig: {
    cloudWatchLogs: {
      status: project.logs.enabled ? 'ENABLED' : 'DISABLED',
      groupName: project.logs.group,
      streamName: project.logs.stream,
    },
    s3Logs: { status: 'DISABLED', encryptionDisabled: false },
  },
  projectVisibility: 'PRIVATE',
  artifacts: { type: project.artifactsType, name: project.name, packaging: 'NONE', encryptionDisabled: false },
});

/** What projects and builds show alike. */
const wireSettings = (settings: ProjectSettings) => ({
  source: { type: settings.sourceType, buildspec: settings.buildspec, insecureSsl: false },
  secondarySources: [],
  secondaryArtifacts: [],
  cache: wireCache(settings.cache),
  environment: {
    type: settings.environment.type as wire.EnvironmentType,
    image: settings.environment.image,
    computeType: settings.environment.computeType as wire.ComputeType,
    environmentVariables: settings.environment.variables,
    privilegedMode: settings.environment.privilegedMode,
    imagePullCredentialsType: settings.environment.imagePullCredentialsType as
      wire.ImagePullCredentialsType | undefined,
  },
  serviceRole: settings.serviceRole,
  timeoutInMinutes: settings.timeoutInMinutes,
  queuedTimeoutInMinutes: settings.queuedTimeoutInMinutes,
  encryptionKey: settings.encryptionKey,
});

const wireCache = (cache: ProjectCache): wire.ProjectCache => {
  if (cache.type === 'LOCAL') return { type: cache.type, modes: cache.modes };
  return cache.type === 'S3' ? { type: cache.type, location: cache.location } : { type: cache.type };
};

export function wireBuild(record: BuildRecord): wire.Build {
  const { settings, scope, log, endedAt } = record;
  return {
    id: record.id,
    arn: record.arn,
    buildNumber: record.number,
    startTime: new Date(record.startedAt),
    ...(endedAt !== undefined && { endTime: new Date(endedAt) }),
    currentPhase: record.phases.at(-1)?.type,
    buildStatus: record.status,
    sourceVersion: record.sourceVersion,
    resolvedSourceVersion: record.resolvedSourceVersion,
    projectName: record.projectName,
    phases: record.phases.map(wirePhase),
    ...wireSettings(settings),
    artifacts: { location: '' },
    logs: wireLogs(record),
    buildComplete: record.status !== 'IN_PROGRESS',
    initiator: record.initiator,
    reportArns: record.reportArns,
    exportedEnvironmentVariables: Object.entries(record.exportedVariables).map(([name, value]) => ({ name, value })),
  };

  function wireLogs({ settings: { logs } }: BuildRecord): wire.LogsLocation {
    if (!logs.enabled) return { cloudWatchLogs: { status: 'DISABLED' } };
    const { region, account } = scope;
    return {
      groupName: log.group,
      streamName: log.stream,
      deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(encodeURIComponent(log.group))}/log-events/${encodeURIComponent(encodeURIComponent(log.stream))}`,
      cloudWatchLogsArn: `arn:aws:logs:${region}:${account}:log-group:${log.group}:log-stream:${log.stream}`,
      cloudWatchLogs: { status: 'ENABLED', groupName: logs.group, streamName: logs.stream },
    };
  }
}

/** An ended phase has a context even when there is nothing to say, COMPLETED and the current one have none (real record). */
const wirePhase = ({ type, status, startedAt, endedAt, context }: BuildPhase): wire.BuildPhase => ({
  phaseType: type,
  startTime: new Date(startedAt),
  ...(status !== undefined && status !== 'IN_PROGRESS' && { phaseStatus: status }),
  ...(endedAt !== undefined && {
    endTime: new Date(endedAt),
    durationInSeconds: Math.floor((endedAt - startedAt) / 1000),
    contexts: [context],
  }),
});

/** Who started a build: the name behind the last slash of the caller's ARN. */
export const initiatorOf = ({ arn }: { arn: string }): string => arn.split(/[:/]/).at(-1) ?? arn;
