import type { ArtifactDefinition, CachePath } from '../../domain/build/buildspec.ts';
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

/** Why a cache cannot be had, or not kept: the build goes on without it. */
export class NoCache extends Error {
  override readonly name = 'NoCache';
}

/** Which files of the source, as those of artifacts. */
type FileSelection = Pick<ArtifactDefinition, 'files' | 'baseDirectory' | 'discardPaths'>;

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
  /** The texts of files, by their paths. Throws NoArtifact when there is none. */
  readFiles(selection: FileSelection, line: (text: string) => void): Promise<Map<string, string>>;
  /**
   * Links the directories of a local cache into the build. No other build has them meanwhile: each gets its own, as if it ran
   * on another host. Throws NoCache before anything is linked.
   */
  linkCache(cacheId: string, paths: readonly CachePath[], line: (text: string) => void): Promise<void>;
  /** What is linked stays for later builds when this one is closed; otherwise it goes with the build. */
  keepCache(): void;
  /** Files that the paths name, as one archive; undefined when there are none. */
  packCache(paths: readonly CachePath[]): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Writes what an archive has of the paths over what is there. Throws NoCache when it cannot be read to its end. */
  unpackCache(
    paths: readonly CachePath[],
    archive: AsyncIterable<Uint8Array>,
    line: (text: string) => void,
  ): Promise<void>;
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
  /** Removes a local cache; what a build has of it goes with the build. */
  forgetCache(cacheId: string): Promise<void>;
  /** After the last workspace was closed: ends what builds share. */
  close(): Promise<void>;
}
