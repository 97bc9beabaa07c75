import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertGit } from './assert-git.ts';

describe('the check for git', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'git-check-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const program = (name: string, script: string) => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, name), 0o755);
  };

  it("accepts the machine's git", async () => {
    await expect(assertGit()).resolves.toBeUndefined();
  });

  it('says what to install when there is no git', async () => {
    await expect(assertGit(directory)).rejects.toThrow(
      /^git is not installed, or not in PATH\. The rehearsal serves its git remote with it\. Install git: on Debian and Ubuntu "apt-get install git"/,
    );
  });

  it('says what to install when git cannot serve HTTP', async () => {
    program('git', `echo '${directory}'`);
    await expect(assertGit(directory)).rejects.toThrow(
      `This git has no http-backend: there is no program ${join(directory, 'git-http-backend')}.`,
    );
    program('git-http-backend', '');
    await expect(assertGit(directory)).resolves.toBeUndefined();
  });

  it('tells what git says when it does not run', async () => {
    program('git', 'echo "xcrun: error: invalid active developer path" >&2; exit 1');
    await expect(assertGit(directory)).rejects.toThrow(
      /^git does not run: [^]*xcrun: error: invalid active developer path/,
    );
  });
});
