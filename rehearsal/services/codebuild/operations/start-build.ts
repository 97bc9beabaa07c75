import type { StartBuildCommandInput, StartBuildOutput } from '@aws-sdk/client-codebuild';
import type { Project, ProjectSettings } from '../../../runtime/builds/project.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { CodebuildDependencies } from '../dependencies.ts';
import { initiatorOf, wireBuild } from '../mapping.ts';
import {
  checkEnvironmentType,
  defined,
  readArtifactsType,
  readCache,
  readLogs,
  readSourceType,
  readVariables,
} from '../read-project.ts';
import { refuseMembers } from '../refuse-members.ts';
import { required } from '../required.ts';

const UNSUPPORTED = [
  'secondarySourcesOverride',
  'secondarySourcesVersionOverride',
  'secondaryArtifactsOverride',
  'sourceLocationOverride',
  'sourceAuthOverride',
  'gitCloneDepthOverride',
  'gitSubmodulesConfigOverride',
  'insecureSslOverride',
  'reportBuildStatusOverride',
  'buildStatusConfigOverride',
  'certificateOverride',
  'registryCredentialOverride',
  'debugSessionEnabled',
  'fleetOverride',
  'autoRetryLimitOverride',
  'hostKernelOverride',
];

/** Answers while the build is queued. */
export const startBuild =
  ({ builds }: CodebuildDependencies): Handler<StartBuildCommandInput, StartBuildOutput> =>
  (input, { scope, caller }) => {
    refuseMembers(input, 'StartBuild', UNSUPPORTED);
    const name = required(input.projectName, 'projectName');
    const { idempotencyToken } = input;
    const record = builds.startBuild(scope, {
      project: name,
      settings: overridesOf(input, builds.projects.get(scope, name)),
      initiator: initiatorOf(caller),
      sourceVersion: input.sourceVersion,
      token: idempotencyToken === undefined ? undefined : { token: idempotencyToken, request: JSON.stringify(input) },
    });
    return { build: wireBuild(record) };
  };

function overridesOf(input: StartBuildCommandInput, project: Project): Partial<ProjectSettings> {
  if (input.environmentTypeOverride !== undefined) checkEnvironmentType(input.environmentTypeOverride);
  const variables = readVariables(input.environmentVariablesOverride);
  const kept = project.environment.variables.filter(({ name }) => !variables.some((own) => own.name === name));
  return defined({
    sourceType: input.sourceTypeOverride && readSourceType(input.sourceTypeOverride),
    artifactsType: input.artifactsOverride && readArtifactsType(input.artifactsOverride),
    buildspec: input.buildspecOverride,
    serviceRole: input.serviceRoleOverride,
    timeoutInMinutes: input.timeoutInMinutesOverride,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutesOverride,
    encryptionKey: input.encryptionKeyOverride,
    cache: input.cacheOverride && readCache(input.cacheOverride),
    logs: input.logsConfigOverride && readLogs(input.logsConfigOverride),
    environment: {
      ...project.environment,
      ...defined({
        type: input.environmentTypeOverride,
        image: input.imageOverride,
        computeType: input.computeTypeOverride,
        privilegedMode: input.privilegedModeOverride,
        imagePullCredentialsType: input.imagePullCredentialsTypeOverride,
      }),
      variables: [...kept, ...variables],
    },
  });
}
