/** The phases whose commands a buildspec names, in their order. */
export const COMMAND_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type CommandPhase = (typeof COMMAND_PHASES)[number];

/** A buildspec of version 0.2. Source: CodeBuild user guide, "Build specification reference for CodeBuild". */
export interface Buildspec {
  environment: BuildspecEnvironment;
  phases: Partial<Record<CommandPhase, PhaseSection>>;
  /** Names of runtimes and their versions: recorded, the commands use what this machine has. */
  runtimeVersions: Record<string, string>;
  /** Undefined when the section is missing: nothing is uploaded then. */
  artifacts: ArtifactsSection | undefined;
  cache: CacheSection;
  /** By the name or ARN of the report group. */
  reports: Record<string, ReportSection>;
}

export interface BuildspecEnvironment {
  /** Undefined: the default shell of the image. */
  shell: 'bash' | '/bin/sh' | undefined;
  variables: Record<string, string>;
  /** Name of the variable to name of the parameter. */
  parameterStore: Record<string, string>;
  /** Name of the variable to `<secret-id>:<json-key>:<version-stage>:<version-id>`. */
  secretsManager: Record<string, string>;
  exportedVariables: string[];
}

export interface PhaseSection {
  commands: string[];
  /** Run after the commands, whether these failed or not. */
  finally: string[];
  /** Undefined: what follows a failure depends on the phase. */
  onFailure: 'ABORT' | 'CONTINUE' | undefined;
}

export interface ArtifactsSection {
  /** Undefined when only secondary artifacts are named, as the CDK writes it. */
  primary: ArtifactDefinition | undefined;
  /** By artifact identifier. */
  secondary: Record<string, ArtifactDefinition>;
}

export interface ArtifactDefinition {
  /** Patterns of files, relative to the base directories. */
  files: string[];
  /** Patterns that take files out again. */
  excludePaths: string[];
  /** Pattern of directories, relative to the source directory. */
  baseDirectory: string;
  /** All files in one directory, without their own. */
  discardPaths: boolean;
  /** Recorded: CodeBuild uses it for artifacts in S3 only, a pipeline names its own. */
  name: string | undefined;
  /** Symbolic links stay links instead of becoming what they point to. */
  enableSymlinks: boolean;
}

export interface CacheSection {
  /** None when the section is missing. */
  paths: CachePath[];
  /** Undefined: both. */
  action: 'restore' | 'save' | undefined;
}

/** What is kept between builds, where it is. */
export interface CachePath {
  /** As the buildspec has it. */
  pattern: string;
  /** Relative paths are of the source directory, `/root` is the build's home. */
  place: 'source' | 'home';
  /** `pattern` relative to its place. */
  files: string;
}

export interface ReportSection {
  files: string[];
  baseDirectory: string;
  discardPaths: boolean;
  /** In capitals. */
  fileFormat: string;
}
