import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../kernel/aws-error.ts';

const PURPOSE = 'The rehearsal serves its git remote with it.';
const INSTALL = 'Install git: on Debian and Ubuntu "apt-get install git", on macOS "xcode-select --install".';

/** Throws an error that says what to install when `path` (a PATH) has no git, or a git that cannot serve HTTP. */
export async function assertGit(path: string = process.env['PATH'] ?? ''): Promise<void> {
  const directory = await executables(path);
  const backend = join(directory, 'git-http-backend');
  await access(backend, constants.X_OK).catch((cause: unknown) => {
    throw new Error(
      `This git has no http-backend: there is no program ${backend}. ${PURPOSE} ${INSTALL} On Alpine it is in the package git-daemon.`,
      { cause },
    );
  });
}

/** Folder of git's own programs. */
async function executables(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--exec-path'], { env: { PATH: path } });
    return stdout.trim();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(`git is not installed, or not in PATH. ${PURPOSE} ${INSTALL}`, { cause });
    throw new Error(`git does not run: ${messageOf(cause).trim()} ${PURPOSE} ${INSTALL}`, { cause });
  }
}
