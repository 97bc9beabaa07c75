import type { Scope } from '../../kernel/scope.ts';

/** A run of an action, as the owner of a directory. */
interface ArtifactOwner {
  scope: Scope;
  pipelineName: string;
  executionId: string;
  actionRunId: string;
}

/** Where artifacts lie: directories here, not archives. */
export interface PipelineArtifacts {
  /** Makes an empty directory for what a run of an action puts out. */
  directoryFor(owner: ArtifactOwner): string;
  /** A file of an artifact. Rejects when there is none, or when the path leads out of the directory. */
  readText(directory: string, path: string): Promise<string>;
  writeText(directory: string, path: string, text: string): Promise<void>;
  /** Forgets everything of a pipeline that is deleted. */
  dropAll(scope: Scope, pipelineName: string): void;
}
