import { execFileSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Command } from './processes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PEERS = join(import.meta.dirname, 'peers');

export interface Contestant {
  readonly name: string;
  /** What to run, or how to install what is missing. */
  readonly command: Command | { readonly missing: string };
}

/** The built service as its image has it: copied elsewhere, with the module compile cache filled. */
export async function serviceCommand(built: string, scratch: string): Promise<Command> {
  if (!existsSync(join(built, 'main.mjs'))) throw new Error(`${built}/main.mjs is missing: npm run build:service`);
  const cwd = join(scratch, 'service');
  await cp(built, cwd, { recursive: true });
  const env = { NODE_COMPILE_CACHE: 'compile-cache', NODE_COMPILE_CACHE_PORTABLE: '1', NODE_ENV: 'production' };
  execFileSync(process.execPath, ['main.mjs', '--fill-compile-cache'], { cwd, env: { ...process.env, ...env } });
  return { command: process.execPath, args: ['main.mjs'], cwd, env };
}

export async function contestants(service: Command, scratch: string): Promise<Contestant[]> {
  const bare = join(scratch, 'bare-fastify.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join(PEERS, 'bare-fastify.ts')],
    outfile: bare,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  const fastify = (env: Record<string, string> = {}): Command => ({
    command: process.execPath,
    args: [bare],
    cwd: scratch,
    env: { NODE_ENV: 'production', ...env },
  });
  return [
    { name: 'service', command: service },
    { name: 'bare Fastify', command: fastify() },
    { name: 'bare Fastify, same headers', command: fastify({ SAME_HEADERS: '1' }) },
    {
      name: 'FastAPI, uvicorn',
      command: python(
        ['fastapi', 'uvicorn', 'uvloop', 'httptools'],
        ['-m', 'uvicorn', 'fastapi_app:app', '--loop', 'uvloop', '--http', 'httptools', '--port', '{port}'],
        'python3-fastapi python3-uvicorn python3-uvloop python3-httptools',
      ),
    },
    {
      name: 'Flask, gunicorn',
      command: python(
        ['flask', 'gunicorn'],
        [
          '-m',
          'gunicorn',
          'flask_app:app',
          '-w',
          '1',
          '-b',
          '127.0.0.1:{port}',
          '--access-logfile',
          '-',
          '-k',
          'gthread',
        ],
        'python3-flask gunicorn',
      ),
    },
  ];
}

/** Debian's Python: its packages belong to this interpreter, whichever `python3` comes first in the path. */
function python(modules: readonly string[], args: readonly string[], packages: string): Contestant['command'] {
  try {
    execFileSync('/usr/bin/python3', ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
  } catch {
    return { missing: `apt-get install ${packages}` };
  }
  return { command: '/usr/bin/python3', args, cwd: PEERS, env: { PYTHONDONTWRITEBYTECODE: '1' } };
}
