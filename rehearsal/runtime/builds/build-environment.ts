import type { Buildspec } from '../../domain/build/buildspec.ts';
import { readSecretReference } from '../../domain/build/secret-reference.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { BuildWorkspace } from '../ports/build-runner.ts';
import type { SecretValues } from '../ports/secret-values.ts';
import type { BuildRecord } from './build-record.ts';

export interface BuildEnvironment {
  variables: Record<string, string>;
  /** Values that no log may show. */
  secrets: string[];
}

/** A parameter that a variable names is not there. */
export class MissingParameter extends Error {
  override readonly name = 'MissingParameter';
}

/** A secret that a variable names is not there, or has no such key. */
export class MissingSecret extends Error {
  override readonly name = 'MissingSecret';
}

/** Where values are that the buildspec and the project only name. */
export interface ValueSources {
  parameters: Pick<Parameters, 'get'>;
  secrets: SecretValues;
}

/**
 * The variables of a build: those of the start call come before those of the project, which come before the buildspec's; the
 * names that CodeBuild reserves cannot be set. Throws MissingParameter and MissingSecret.
 * Source: CodeBuild user guide, "Build specification reference", env, and "Environment variables in build environments".
 */
export function buildEnvironment(
  record: BuildRecord,
  workspace: BuildWorkspace,
  spec: Buildspec,
  sources: ValueSources,
): BuildEnvironment {
  const secrets: string[] = [];
  const hidden = (value: string) => {
    secrets.push(value);
    return value;
  };
  const read = {
    PLAINTEXT: (value: string) => value,
    PARAMETER_STORE: (name: string) => hidden(parameterOf(record.scope, sources.parameters, name)),
    SECRETS_MANAGER: (reference: string) => hidden(secretOf(record.scope, sources.secrets, reference)),
  };
  const { variables, parameterStore, secretsManager } = spec.environment;
  const declared = new Map<string, string>(Object.entries(variables));
  for (const [name, parameter] of Object.entries(parameterStore)) declared.set(name, read.PARAMETER_STORE(parameter));
  for (const [name, secret] of Object.entries(secretsManager)) declared.set(name, read.SECRETS_MANAGER(secret));
  for (const { name, value, type } of record.settings.environment.variables) declared.set(name, read[type](value));
  return {
    variables: {
      AWS_DEFAULT_REGION: record.scope.region,
      AWS_REGION: record.scope.region,
      ...Object.fromEntries(declared),
      ...reserved(record, workspace),
    },
    secrets,
  };
}

function reserved(record: BuildRecord, workspace: BuildWorkspace): Record<string, string> {
  const { settings, sourceVersion, resolvedSourceVersion } = record;
  const secondary = Object.entries(workspace.secondaryDirectories);
  return {
    CI: 'true',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: record.arn,
    CODEBUILD_BUILD_ID: record.id,
    CODEBUILD_BUILD_IMAGE: settings.environment.image,
    CODEBUILD_BUILD_NUMBER: String(record.number),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: record.initiator,
    ...(settings.encryptionKey !== undefined && { CODEBUILD_KMS_KEY_ID: settings.encryptionKey }),
    CODEBUILD_LOG_PATH: record.log.stream,
    CODEBUILD_PROJECT_ARN: record.arn.replace(/:build\/.*$/, `:project/${record.projectName}`),
    CODEBUILD_SRC_DIR: workspace.sourceDirectory,
    ...Object.fromEntries(secondary.map(([name, directory]) => [`CODEBUILD_SRC_DIR_${name}`, directory])),
    CODEBUILD_START_TIME: String(record.startedAt),
    ...(sourceVersion !== undefined && { CODEBUILD_SOURCE_VERSION: sourceVersion }),
    ...(resolvedSourceVersion !== undefined && { CODEBUILD_RESOLVED_SOURCE_VERSION: resolvedSourceVersion }),
  };
}

function parameterOf(scope: Scope, parameters: Pick<Parameters, 'get'>, name: string): string {
  try {
    return parameters.get(scope, name).version.value;
  } catch (error) {
    // Source: the text of real builds.
    if (error instanceof AwsError) throw new MissingParameter(`parameter does not exist: ${name}`, { cause: error });
    throw error;
  }
}

/** The text after the code is Secrets Manager's. Source: the log of real builds. */
function secretOf(scope: Scope, secrets: SecretValues, text: string): string {
  const reference = readSecretReference(text);
  if (!reference) throw new MissingSecret(`${text} is no <secret-id>:<json-key>:<version-stage>:<version-id>`);
  try {
    return secrets.valueOf(scope, reference);
  } catch (error) {
    throw new MissingSecret(error instanceof AwsError ? `${error.code}: ${error.message}` : messageOf(error), {
      cause: error,
    });
  }
}
