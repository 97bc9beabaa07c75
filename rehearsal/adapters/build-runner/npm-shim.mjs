// Stands before npm in a build's PATH: `npm install -g <tool>@<version>` links the pinned tool that is installed already, for
// slow downloads and the user's own npm prefix are no part of a build; any other version is refused. `npm ci` may take what an
// earlier build installed from the same lock file. All else is npm's. Arguments: a JSON file with { npm, bin, installs?, tools:
// [{ tool, version, binaries: { name: path } }] }, and those of npm.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanInstall } from './clean-install.mjs';

const [settingsFile, ...args] = process.argv.slice(2);
const { npm, bin, installs, tools } = JSON.parse(readFileSync(settingsFile, 'utf8'));

const isGlobal = args.some((arg) => ['-g', '--global', '--location=global'].includes(arg));
const [command, ...packages] = args.filter((arg) => !arg.startsWith('-'));
if (isGlobal && ['install', 'i', 'add', 'in'].includes(command)) installGlobally();
else if (command === 'ci' && !isGlobal && installs) process.exitCode = cleanInstall(installs, args, runNpm);
else process.exitCode = runNpm(args);

function installGlobally() {
  if (packages.length === 0) fail('npm install -g names no package');
  for (const wanted of packages) {
    const [, tool, version] = /^(@?[^@]+)(?:@(.*))?$/.exec(wanted) ?? [];
    const pinned = tools.filter((candidate) => candidate.tool === tool);
    const found = pinned.find((candidate) => candidate.version === version);
    if (!found) {
      const known = tools.map((candidate) => `${candidate.tool}@${candidate.version}`).join(', ') || 'none';
      fail(`npm install -g ${wanted}: the rehearsal installs pinned tools only: ${known}`);
    }
    mkdirSync(bin, { recursive: true });
    for (const [name, path] of Object.entries(found.binaries)) {
      rmSync(join(bin, name), { force: true });
      symlinkSync(path, join(bin, name));
    }
    console.log(`${wanted}: linked from the installed packages`);
  }
}

/** Returns its exit status. */
function runNpm(words) {
  if (!npm) fail('there is no npm on this machine');
  const { status, error } = spawnSync(npm, words, { stdio: 'inherit' });
  if (error) fail(error.message);
  return status ?? 1;
}

function fail(message) {
  console.error(`npm error ${message}`);
  process.exit(1);
}
