import type { RepositoryHistory } from './repository-history.ts';

export interface PushedBranch {
  /** `owner/name` */
  repositoryId: string;
  /** Without `refs/heads/`. */
  branch: string;
  commitId: string;
  /** Where the branch was; absent when it is new. */
  previous?: string;
  /** Paths that differ between the two; all of them when the branch is new. Of what was renamed, both names. */
  files: string[];
  /** The whole message of the newest commit. */
  message: string;
  author: { name: string; email: string };
}

interface RefUpdate {
  previous: string;
  commitId: string;
  ref: string;
}

/** The branches among the updates that a post-receive hook is told of; not tags, nor what was deleted. */
export async function pushedBranches(
  history: RepositoryHistory,
  repositoryId: string,
  hookInput: string,
): Promise<PushedBranch[]> {
  const branches: PushedBranch[] = [];
  for (const { previous, commitId, ref } of refUpdates(hookInput)) {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    if (branch === undefined || isNone(commitId)) continue;
    const { message, author } = await history.commit(commitId);
    const pushed = { repositoryId, branch, commitId, message, author };
    if (isNone(previous)) branches.push({ ...pushed, files: await history.files(commitId) });
    else branches.push({ ...pushed, previous, files: await history.changedFiles(previous, commitId) });
  }
  return branches;
}

/** Source: githooks(5), "pre-receive": `<old-oid> <new-oid> <ref-name>`, a line each. */
const refUpdates = (hookInput: string): RefUpdate[] =>
  hookInput
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, previous, commitId, ref] = /^([0-9a-f]+) ([0-9a-f]+) (refs\/.+)$/.exec(line) ?? [];
      if (!previous || !commitId || !ref) throw new Error(`The hook sent a line that is no update: ${line}`);
      return { previous, commitId, ref };
    });

const isNone = (objectId: string): boolean => /^0+$/.test(objectId);
