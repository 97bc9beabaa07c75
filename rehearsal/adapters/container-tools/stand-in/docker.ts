// The program `docker` of builds where no real runtime works. It is called by a generated script, as
// `node docker.ts SETTINGS COMMAND …`; what it does not know it refuses by name, and never ignores.
//
// Gaps: images are built by the rehearsal's own builder, and containers are processes of this machine (no root, user, network or
// capabilities of their own; `--read-only` is file modes). Ports are published on 127.0.0.1 only. No health checks, exec, cp,
// commit, save, load, volumes, networks, compose; no registry but the rehearsal's.
import { messageOf } from '../../../kernel/aws-error.ts';
import { readSettings } from '../settings.ts';
import { build } from './commands/build.ts';
import { images } from './commands/images.ts';
import { info } from './commands/info.ts';
import { inspect, inspectContainers, inspectImages } from './commands/inspect.ts';
import { kill } from './commands/kill.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { logs } from './commands/logs.ts';
import { port } from './commands/port.ts';
import { ps } from './commands/ps.ts';
import { pull } from './commands/pull.ts';
import { push } from './commands/push.ts';
import { rm } from './commands/rm.ts';
import { rmi } from './commands/rmi.ts';
import { run } from './commands/run.ts';
import { stop } from './commands/stop.ts';
import { tag } from './commands/tag.ts';
import { version } from './commands/version.ts';
import { wait } from './commands/wait.ts';
import { DockerFailure } from './docker-failure.ts';
import { openSession, type Command } from './session.ts';

const COMMANDS: Record<string, Command> = {
  build,
  images,
  info,
  inspect,
  kill,
  login,
  logout,
  logs,
  port,
  ps,
  pull,
  push,
  rm,
  rmi,
  run,
  stop,
  tag,
  version,
  wait,
  '--version': version,
  '-v': version,
  'image build': build,
  'image inspect': inspectImages,
  'image ls': images,
  'image pull': pull,
  'image push': push,
  'image rm': rmi,
  'image tag': tag,
  'buildx build': build,
  'container inspect': inspectContainers,
  'container kill': kill,
  'container logs': logs,
  'container ls': ps,
  'container port': port,
  'container rm': rm,
  'container run': run,
  'container stop': stop,
  'container wait': wait,
};

async function main([settingsFile = '', ...args]: string[]): Promise<number> {
  const words = /^(?:image|container|buildx)$/.test(args[0] ?? '') ? 2 : 1;
  const name = args.slice(0, words).join(' ');
  const command = COMMANDS[name];
  if (!command) {
    const known = Object.keys(COMMANDS).filter((each) => !each.startsWith('-'));
    throw new DockerFailure(
      `docker: '${name}' is not a command of the rehearsal's stand-in for docker, which has: ${known.join(', ')}.`,
    );
  }
  const session = openSession(settingsFile, readSettings(settingsFile), process.env);
  const given = name.startsWith('-') ? [name] : args.slice(words);
  return (await command(given, session)) ?? 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof DockerFailure ? error.status : 1;
}
