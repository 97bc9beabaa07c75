import type { Scope } from '../../kernel/scope.ts';

export interface EnvironmentVariable {
  name: string;
  /** Of a PARAMETER_STORE variable: the parameter's name; of a SECRETS_MANAGER one: its reference. */
  value: string;
  type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

/** Source: CodeBuild API, ProjectCache.modes. The first two are recorded: no source is a Git repository. */
export type CacheMode = 'LOCAL_SOURCE_CACHE' | 'LOCAL_DOCKER_LAYER_CACHE' | 'LOCAL_CUSTOM_CACHE';

export type ProjectCache =
  | { type: 'NO_CACHE' }
  | { type: 'LOCAL'; modes: CacheMode[] }
  /** `<bucket>/<prefix>`, or a bucket alone. */
  | { type: 'S3'; location: string };

/** Source: CodeBuild API, ProjectEnvironment. */
export interface ProjectEnvironment {
  /** For example `ARM_CONTAINER`. */
  type: string;
  image: string;
  computeType: string;
  privilegedMode: boolean;
  imagePullCredentialsType: string | undefined;
  variables: EnvironmentVariable[];
}

/** What a caller says of a project. */
export interface ProjectSettings {
  description: string | undefined;
  sourceType: 'CODEPIPELINE' | 'NO_SOURCE';
  /** A document, or the path of one in the source; undefined: `buildspec.yml`. */
  buildspec: string | undefined;
  artifactsType: 'CODEPIPELINE' | 'NO_ARTIFACTS';
  environment: ProjectEnvironment;
  serviceRole: string;
  /** Real minutes. */
  timeoutInMinutes: number;
  queuedTimeoutInMinutes: number;
  encryptionKey: string | undefined;
  cache: ProjectCache;
  /** CloudWatch Logs; undefined names are CodeBuild's defaults. */
  logs: { enabled: boolean; group: string | undefined; stream: string | undefined };
  tags: Record<string, string>;
}

export interface Project extends ProjectSettings {
  scope: Scope;
  name: string;
  arn: string;
  createdAt: number;
  modifiedAt: number;
  /** Number of the last build. */
  buildNumber: number;
  /** Names what is cached; another one begins with an empty cache. */
  cacheId: string;
}
