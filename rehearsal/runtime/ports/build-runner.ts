import type { ArtifactDefinition } from '../../domain/build/buildspec.ts';
import type { Scope } from '../../kernel/scope.ts';

export interface BuildSource {
  /** Of a secondary source: its identifier. */
  name: string;
  /** Its files; they are copied. */
  directory: string;
}

export interface BuildPlace {
  /** Of the build, without its project: a UUID. */
  id: string;
  /** The primary source first; none makes an empty source directory. */
  sources: readonly BuildSource[];
}

export interface BuildShellSettings {
  scope: Scope;
  /** Whose credentials the commands get. */
  serviceRole: string;
  roleSessionName: string;
  /** All that the build adds to what the runner gives every command. */
  environment: Record<string, string>;
  /** Undefined: the default shell of the build image. */
  shell: 'bash' | '/bin/sh' | undefined;
  image: string;
  /** A line of output, standard error included. */
  line(text: string): void;
}

/** What the runner says of an artifact that it could not collect. Messages are CodeBuild's. */
export class NoArtifact extends Error {
  override readonly name = 'NoArtifact';
}

/** Directories of one build. */
export interface BuildWorkspace {
  /** `CODEBUILD_SRC_DIR`. */
  readonly sourceDirectory: string;
  /** `CODEBUILD_SRC_DIR_<name>`, by name. */
  readonly secondaryDirectories: Record<string, string>;
  /** A file of the primary source; undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Starts the shell that runs all commands. Throws with a text that says what is missing. */
  openShell(settings: BuildShellSettings): Promise<BuildShell>;
  /** Copies an artifact's files into `target`, which is made. Returns how many. Throws NoArtifact. */
  collect(definition: ArtifactDefinition, target: string, line: (text: string) => void): Promise<number>;
  /** Lets the shell end (its EXIT traps run), ends what it started, and removes the directories. */
  close(): Promise<void>;
}

/** Commands share variables, functions and working directory, as they do in CodeBuild. */
export interface BuildShell {
  /** Resolves with the exit status when the command ended and its output was told; 137 when the shell is gone. */
  run(command: string, succeeding: boolean): Promise<number>;
  /** Values of those of the variables that are in the environment. */
  exported(names: readonly string[]): Promise<Record<string, string>>;
  /** Ends what runs, and all that it started, now. */
  kill(): void;
}

export interface BuildRunner {
  prepare(place: BuildPlace): Promise<BuildWorkspace>;
  /** After the last workspace was closed: ends what builds share. */
  close(): Promise<void>;
}
