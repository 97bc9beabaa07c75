import type { Scope } from '../../kernel/scope.ts';
import type { BuildSource } from './build-runner.ts';

export type BuildStatus = 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'TIMED_OUT' | 'FAULT';

export interface BuildRequest {
  scope: Scope;
  /** Name of the project. */
  project: string;
  /** Input artifacts, the primary one first. */
  sources: readonly BuildSource[];
  /** Over the project's; the values come first, of all places that name a variable. */
  environment: Record<string, string>;
  /** Each artifact gets a folder below it: `primary`, and `secondary/<name>`. */
  artifactsDirectory: string;
  /** For example `codepipeline/picus`. */
  initiator: string;
  /** `CODEBUILD_SOURCE_VERSION`: of the primary input artifact, its ARN. */
  sourceVersion?: string;
  /** `CODEBUILD_RESOLVED_SOURCE_VERSION`: the commit, when it is known. */
  resolvedSourceVersion?: string;
}

interface BuildPhaseResult {
  /** For example `PRE_BUILD`. */
  phase: string;
  status: string;
  /** Why it failed, as BatchGetBuilds shows it; empty otherwise. */
  context: { statusCode: string; message: string };
  /** Real seconds. */
  durationSeconds: number;
}

export interface BuildArtifact {
  /** Identifier of a secondary artifact; undefined for the primary one. */
  name: string | undefined;
  directory: string;
}

export interface BuildResult {
  status: BuildStatus;
  phases: BuildPhaseResult[];
  exportedVariables: Record<string, string>;
  /** Only of a build that succeeded. */
  artifacts: BuildArtifact[];
  log: { group: string; stream: string };
}

export interface StartedBuild {
  /** `<project>:<UUID>` */
  id: string;
  log: { group: string; stream: string };
  /** Never rejects: a fault of the runner is a status. */
  done: Promise<BuildResult>;
  /** Resolves when nothing of the build runs any more. */
  stop(): Promise<void>;
}

/** CodeBuild as a pipeline uses it. */
export interface BuildStarter {
  /** Throws AwsError, for example when there is no such project. */
  start(request: BuildRequest): StartedBuild;
}
