import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitProcesses } from './git-processes.ts';

const HOOK = join(import.meta.dirname, 'post-receive.mjs');

/** Of the bare repository alone. Source: git-config(1). */
const SETTINGS: Record<string, string> = {
  'http.receivepack': 'true',
  // A shallow clone, as build servers make them, can be pushed.
  'receive.shallowUpdate': 'true',
  'receive.denyDeleteCurrent': 'ignore',
  // Nothing is left running in the background, and a commit that a force-push replaced can still be fetched by a retry.
  'receive.autogc': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

/** Makes the bare repository unless it exists, and points its hook at this engine's Node. */
export async function openRepository(git: GitProcesses, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await git.run(['init', '--quiet', '--bare', '--template=', directory]);
  // `init --initial-branch` needs git 2.28.
  await git.run([`--git-dir=${directory}`, 'symbolic-ref', 'HEAD', 'refs/heads/main']);
  for (const [name, value] of Object.entries(SETTINGS))
    await git.run([`--git-dir=${directory}`, 'config', name, value]);
  await writeHook(join(directory, 'hooks'));
  await removeUnfinished(join(directory, 'objects'));
}

/** What a push that was ended left: since 2.39 git leaves it to `git gc`. Source: git's tmp-objdir.c. */
async function removeUnfinished(objects: string): Promise<void> {
  const left = (await readdir(objects)).filter((name) => /^(tmp_objdir|incoming)-/.test(name));
  for (const name of left) await rm(join(objects, name), { recursive: true, force: true });
}

/** Written at each start: Node or the engine may have moved. */
async function writeHook(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const made = join(directory, '.post-receive');
  await writeFile(made, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(HOOK)}\n`);
  await chmod(made, 0o755);
  await rename(made, join(directory, 'post-receive'));
}

const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;
