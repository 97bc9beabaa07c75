import { constants, existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { underImageRoot } from '../image-store/container-paths.ts';
import { plainTree, type BuildContext } from './build-context.ts';
import { UnsupportedInstruction } from './dockerfile.ts';
import { entries, type Owners } from './layer.ts';
import type { PlannedStage, TreeAction } from './plan-stages.ts';
import { isNode, runCommand } from './run-command.ts';

export interface StageTree {
  root: string;
  owners: Owners;
}

export interface Workshop {
  context: BuildContext;
  /** Finished trees by step key, and work in progress. */
  directory: string;
  shimDirectory: string;
  stepTimeoutMs: number;
  log: (line: string) => void;
}

/** The stage's finished tree, from the last step that is already there. The tree is the cache's own: read it only. */
export async function materialiseStage(stage: PlannedStage, shop: Workshop): Promise<StageTree> {
  const done = cached(shop, stage.key);
  if (done) return done;
  const start = await startingPoint(stage, shop);
  await mkdir(join(shop.directory, 'work'), { recursive: true });
  const work = await mkdtemp(join(shop.directory, 'work', 'stage-'));
  try {
    const root = join(work, 'tree');
    await mkdir(root);
    const owners: Owners = { ...start.tree?.owners };
    if (start.tree) await copyTree(start.tree.root, root);
    const remaining = stage.actions.slice(start.next);
    for (const action of remaining) {
      await perform(action, { root, owners }, shop);
      // RUN is what takes time; the stage's end is kept below.
      if (action.kind === 'run' && action.key !== stage.key) await keepCopy(shop, action.key, { root, owners });
    }
    writeFileSync(join(work, 'owners.json'), JSON.stringify(owners));
    await mkdir(join(shop.directory, 'steps'), { recursive: true });
    await rename(work, stepFolder(shop, stage.key));
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!cached(shop, stage.key)) throw error;
  }
  const finished = cached(shop, stage.key);
  if (!finished) throw new Error('The stage could not be kept.');
  return finished;
}

const stepFolder = (shop: Workshop, key: string) => join(shop.directory, 'steps', key);

function cached(shop: Workshop, key: string): StageTree | undefined {
  const folder = stepFolder(shop, key);
  if (!existsSync(join(folder, 'owners.json'))) return undefined;
  return {
    root: join(folder, 'tree'),
    owners: JSON.parse(readFileSync(join(folder, 'owners.json'), 'utf8')) as Owners,
  };
}

async function startingPoint(stage: PlannedStage, shop: Workshop): Promise<{ tree?: StageTree; next: number }> {
  for (let index = stage.actions.length - 1; index >= 0; index--) {
    const tree = cached(shop, stage.actions[index]?.key ?? '');
    if (tree) return { tree, next: index + 1 };
  }
  return 'stage' in stage.base ? { tree: await materialiseStage(stage.base.stage, shop), next: 0 } : { next: 0 };
}

async function keepCopy(shop: Workshop, key: string, tree: StageTree): Promise<void> {
  const partial = await mkdtemp(join(shop.directory, 'work', 'step-'));
  await copyTree(tree.root, join(partial, 'tree'));
  writeFileSync(join(partial, 'owners.json'), JSON.stringify(tree.owners));
  await mkdir(join(shop.directory, 'steps'), { recursive: true });
  if (existsSync(stepFolder(shop, key))) await rm(partial, { recursive: true });
  else await rename(partial, stepFolder(shop, key));
}

/** Copy on write where the file system can; links stay links. */
const copyTree = (from: string, to: string) =>
  cp(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });

async function perform(action: TreeAction, tree: StageTree, shop: Workshop): Promise<void> {
  switch (action.kind) {
    case 'folder':
      await mkdir(join(tree.root, action.path), { recursive: true });
      return;
    case 'copy':
      return copyFiles(action, tree, shop);
    case 'run':
      return run(action, tree, shop);
  }
}

async function copyFiles(action: TreeAction & { kind: 'copy' }, tree: StageTree, shop: Workshop): Promise<void> {
  const source = action.from ? await materialiseStage(action.from, shop) : undefined;
  const context = source ? plainTree(source.root) : shop.context;
  const files = action.files ?? action.sources.flatMap((path) => context.select(path));
  const isFolder = action.intoFolder || isDirectory(join(tree.root, action.destination));
  for (const file of files) {
    const target = file.isSource && !isFolder ? action.destination : posix.join(action.destination, file.relative);
    const inTree = target.slice(1);
    const made = await mkdir(dirname(join(tree.root, target)), { recursive: true });
    if (made && action.owner) own(tree, posix.dirname(inTree), action.owner);
    await copyEntry(join(context.root, file.path), join(tree.root, target));
    // Files of the context belong to root; those of another stage keep their owner (BuildKit), unless --chown says otherwise.
    const owner = action.owner ?? source?.owners[file.path];
    if (owner) own(tree, inTree, owner);
    else delete tree.owners[inTree];
  }
}

async function copyEntry(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  if (lstatSync(from).isSymbolicLink()) return symlink(await readlink(from), to);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, lstatSync(from).mode & 0o111 ? 0o755 : 0o644);
}

const isDirectory = (path: string) => existsSync(path) && lstatSync(path).isDirectory();

function own(tree: StageTree, path: string, owner: string): void {
  if (path && path !== '.') tree.owners[path] = owner;
}

async function run(action: TreeAction & { kind: 'run' }, tree: StageTree, shop: Workshop): Promise<void> {
  refuseAbsolutePaths(action, tree);
  const before = new Set(entries(tree.root, ''));
  const cwd = join(tree.root, action.cwd);
  await mkdir(cwd, { recursive: true });
  const environment = Object.fromEntries(
    Object.entries(action.environment).map(([name, value]) => [name, underImageRoot(value, tree.root)]),
  );
  const { line, command } = action;
  await runCommand({
    line,
    command,
    cwd,
    environment,
    shimDirectory: shop.shimDirectory,
    timeoutMs: shop.stepTimeoutMs,
    log: shop.log,
  });
  for (const path of entries(tree.root, '')) if (!before.has(path)) own(tree, path, action.owner);
}

/** A command has no root of its own here: an absolute path to what the image holds would name this machine's files. */
function refuseAbsolutePaths(action: TreeAction & { kind: 'run' }, tree: StageTree): void {
  const words = 'shell' in action.command ? action.command.shell.split(/[\s"'=;|&()<>]+/) : action.command.argv;
  const program = 'argv' in action.command ? action.command.argv[0] : undefined;
  for (const word of words) {
    if (!word.startsWith('/') || (word === program && isNode(word))) continue;
    const top = word.split('/')[1];
    if (top && existsSync(join(tree.root, top))) {
      throw new UnsupportedInstruction(
        action.line,
        `RUN names ${word}; without a root of its own it must be relative to WORKDIR.`,
      );
    }
  }
}
