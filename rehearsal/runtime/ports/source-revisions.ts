/** A commit of a repository that is pushed to. */
export interface SourceRevision {
  commitId: string;
  message: string;
  author: { name: string; email: string };
  /** Epoch milliseconds. */
  authoredAt: number;
}

/** The repositories behind connections. `repositoryId` is as the source action names it: `owner/name`. */
export interface SourceRevisions {
  /** The branch's newest commit. Rejects when there is no such branch yet. */
  head(repositoryId: string, branch: string): Promise<SourceRevision>;
  commit(repositoryId: string, commitId: string): Promise<SourceRevision>;
  /** A directory with the commit's files, which nobody changes. */
  checkout(repositoryId: string, commitId: string): Promise<string>;
}
