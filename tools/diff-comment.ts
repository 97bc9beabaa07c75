// Writes the comment on a pull request, from what `cdk diff` printed for each account: one file each in --directory, which may
// be missing. Needs no package, so that a workflow can run it without installing any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDiff } from './diff-comment/read-diff.ts';
import { renderComment, renderSkipped } from './diff-comment/render-comment.ts';

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    'run-url': { type: 'string' },
    /** The repository that the change comes from is another one, whose runs get no credentials. */
    fork: { type: 'boolean', default: false },
  },
});
const { directory, 'run-url': runUrl, fork } = values;
if (directory === undefined || runUrl === undefined) {
  console.error('usage: node tools/diff-comment.ts --directory DIR --run-url URL [--fork] > comment.md');
  process.exit(2);
}

const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.txt')) : [];
if (fork) console.log(renderSkipped('it needs credentials, and a fork gets none', { runUrl }));
else if (files.length === 0)
  console.log(renderSkipped('there is none, as checks failed, or no account is configured', { runUrl }));
else
  console.log(
    renderComment(
      files.sort().flatMap((file) => readDiff(readFileSync(join(directory, file), 'utf8'))),
      { runUrl },
    ),
  );
