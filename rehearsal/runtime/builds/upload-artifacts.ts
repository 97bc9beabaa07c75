import type { ArtifactDefinition, Buildspec } from '../../domain/build/buildspec.ts';
import { NoArtifact, type BuildWorkspace } from '../ports/build-runner.ts';
import type { BuildArtifact } from '../ports/builds.ts';
import { PhaseFailed } from './phase-failed.ts';

export interface ArtifactUpload {
  spec: Buildspec;
  workspace: BuildWorkspace;
  /** Undefined: the build's artifacts go nowhere. */
  directory: string | undefined;
  event: (text: string) => void;
}

/** Collects the artifacts that the buildspec names. Throws PhaseFailed when one has no files. */
export async function uploadArtifacts(upload: ArtifactUpload): Promise<BuildArtifact[]> {
  const { directory, spec } = upload;
  if (directory === undefined || !spec.artifacts) return [];
  const { primary, secondary } = spec.artifacts;
  const collected: BuildArtifact[] = [];
  if (primary) collected.push(await collect(upload, primary, { name: undefined, directory: `${directory}/primary` }));
  for (const [name, definition] of Object.entries(secondary))
    collected.push(await collect(upload, definition, { name, directory: `${directory}/secondary/${name}` }));
  return collected;
}

async function collect(
  { workspace, event }: ArtifactUpload,
  definition: ArtifactDefinition,
  artifact: BuildArtifact,
): Promise<BuildArtifact> {
  try {
    const files = await workspace.collect(definition, artifact.directory, event);
    event(`Found ${files} file(s)`);
    return artifact;
  } catch (error) {
    // Source: the log of real builds.
    if (error instanceof NoArtifact) throw new PhaseFailed('CLIENT_ERROR', error.message, { cause: error });
    throw error;
  }
}
