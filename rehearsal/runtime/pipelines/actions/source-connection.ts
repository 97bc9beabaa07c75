import type { PipelineAction, PipelineActionInput, PipelineActionResult } from '../../ports/pipeline-actions.ts';
import type { SourceRevision, SourceRevisions } from '../../ports/source-revisions.ts';

/**
 * Fetches a commit of the repository behind a connection: the one that was pushed, or the branch's newest. Without any
 * repository it fails and says so. Source: user guide, "CodeStarSourceConnection" action reference.
 */
export const sourceConnectionAction = (revisions: SourceRevisions | undefined): PipelineAction => ({
  start(input) {
    if (!revisions)
      throw new Error(
        `The rehearsal serves no repository for ${input.configuration['FullRepositoryId']}: this source cannot be fetched.`,
      );
    return { done: fetch(revisions, input), stop: () => {} };
  },
});

async function fetch(revisions: SourceRevisions, input: PipelineActionInput): Promise<PipelineActionResult> {
  const { configuration, revisionOverride, outputs } = input;
  const { FullRepositoryId: repository = '', BranchName: branch = '' } = configuration;
  const revision =
    revisionOverride === undefined
      ? await revisions.head(repository, branch)
      : await revisions.commit(repository, revisionOverride);
  const directory = await revisions.checkout(repository, revision.commitId);
  const summary = JSON.stringify({ ProviderType: 'GitHub', CommitMessage: revision.message });
  return {
    status: 'Succeeded',
    externalId: revision.commitId,
    summary,
    revision: { id: revision.commitId, summary, changedAt: revision.authoredAt },
    variables: variablesOf(revision, configuration),
    artifacts: outputs.map((name) => ({ name, directory })),
  };
}

/** Source: user guide, "Variables reference": CodeStarSourceConnection. */
const variablesOf = (
  { commitId, message, author, authoredAt }: SourceRevision,
  { ConnectionArn = '', FullRepositoryId = '', BranchName = '' }: Readonly<Record<string, string>>,
) => ({
  AuthorDate: new Date(authoredAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  AuthorDisplayName: author.name,
  AuthorEmail: author.email,
  AuthorId: author.name,
  BranchName,
  CommitId: commitId,
  CommitMessage: message,
  ConnectionArn,
  FullRepositoryName: FullRepositoryId,
});
