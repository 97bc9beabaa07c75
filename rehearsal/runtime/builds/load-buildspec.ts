import type { Buildspec } from '../../domain/build/buildspec.ts';
import { readBuildspec } from '../../domain/build/read-buildspec.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { BuildspecDocuments } from '../ports/buildspec-documents.ts';
import type { BuildWorkspace } from '../ports/build-runner.ts';

/** A buildspec that cannot be read. */
export class UnreadableBuildspec extends Error {
  override readonly name = 'UnreadableBuildspec';
}

/**
 * The buildspec of a build: the project's own text, or the file that it names in the primary source, `buildspec.yml` when it
 * names none. How CodeBuild tells a text from a path is not documented: here a text has lines, or is a JSON object.
 * Source: CodeBuild user guide, "Buildspec file name and storage location".
 */
export async function loadBuildspec(
  given: string | undefined,
  workspace: BuildWorkspace,
  documents: BuildspecDocuments,
  event: (text: string) => void,
): Promise<Buildspec> {
  try {
    return readBuildspec(documents.parse(await textOf(given, workspace, event)));
  } catch (error) {
    throw new UnreadableBuildspec(messageOf(error), { cause: error });
  }
}

async function textOf(given: string | undefined, workspace: BuildWorkspace, event: (text: string) => void) {
  if (given !== undefined && isInline(given)) {
    event('YAML location is the project');
    return given;
  }
  if (given?.startsWith('arn:')) throw new Error(`The rehearsal does not implement a buildspec in S3: ${given}.`);
  const path = given ?? 'buildspec.yml';
  event(`YAML location is ${workspace.sourceDirectory}/${path}`);
  const text = await workspace.readText(path);
  // The first sentence is CodeBuild's.
  if (text === undefined) throw new Error(`YAML file does not exist: ${path}`);
  return text;
}

const isInline = (text: string) => text.includes('\n') || text.trimStart().startsWith('{');
