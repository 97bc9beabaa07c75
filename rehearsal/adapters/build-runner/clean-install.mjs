// `npm ci` of a build: what npm installed for the same package and lock file before is unpacked again, which takes a fifth of
// the time. npm itself runs whenever anything differs that it would read, and the package's own scripts run each time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** A package's own scripts, in npm's order. Source: npm docs, "scripts", life cycle of `npm ci`. */
const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
/** A large product's packages are a gigabyte. */
const KEPT = 2;

/**
 * `folder` keeps what was installed; `npm(args)` runs npm itself and returns its exit status. Returns the exit status. In a
 * folder without a lock file, or of workspaces, whose links lead everywhere, it is npm alone.
 */
export function cleanInstall(folder, args, npm) {
  const key = keyOf(args);
  if (key === undefined) return npm(args);
  const archive = join(folder, `${key}.tar`);
  if (existsSync(archive) && unpacked(archive)) {
    console.log(`npm ci: node_modules as an earlier build installed it from the same lock file (${key})`);
    const { scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
    return SCRIPTS.filter((name) => name in scripts)
      .map((name) => () => npm(['run', '--silent', name]))
      .reduce((status, run) => status || run(), 0);
  }
  const status = npm(args);
  if (status === 0 && existsSync('node_modules')) keep(folder, archive);
  return status;
}

function keyOf(args) {
  if (!existsSync('package.json')) return undefined;
  const lock = ['npm-shrinkwrap.json', 'package-lock.json'].find((file) => existsSync(file));
  if (lock === undefined || 'workspaces' in JSON.parse(readFileSync('package.json', 'utf8'))) return undefined;
  const hash = createHash('sha256');
  const add = (text) => hash.update(`${Buffer.byteLength(text)}:`).update(text);
  for (const file of ['package.json', lock, '.npmrc']) add(existsSync(file) ? readFileSync(file) : '');
  const variables = Object.entries(process.env).filter(([name]) => /^(npm_config_|NODE_ENV$)/i.test(name));
  // The cache is where packages come from, not what they are.
  const meant = variables
    .filter(([name]) => name.toLowerCase() !== 'npm_config_cache')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted((a, b) => a.localeCompare(b));
  for (const part of [process.version, process.platform, process.arch, JSON.stringify([args, meant])]) add(part);
  return hash.digest('hex').slice(0, 16);
}

function unpacked(archive) {
  rmSync('node_modules', { recursive: true, force: true });
  const { status } = spawnSync('tar', ['-xf', archive], { stdio: 'inherit' });
  if (status !== 0) rmSync('node_modules', { recursive: true, force: true });
  else utimesSync(archive, new Date(), new Date());
  return status === 0;
}

/** What cannot be kept is installed again: nothing of the build depends on it. */
function keep(folder, archive) {
  mkdirSync(folder, { recursive: true });
  const partial = `${archive}.${process.pid}`;
  const { status } = spawnSync('tar', ['-cf', partial, 'node_modules'], { stdio: 'ignore' });
  if (status !== 0) return rmSync(partial, { force: true });
  renameSync(partial, archive);
  const age = (name) => statSync(join(folder, name)).mtimeMs;
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tar'));
  for (const name of archives.toSorted((a, b) => age(b) - age(a)).slice(KEPT))
    rmSync(join(folder, name), { force: true });
}
