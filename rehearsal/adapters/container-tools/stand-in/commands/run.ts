import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../../../kernel/aws-error.ts';
import { writeLog } from '../container-log.ts';
import { removeFolder, signal, writeState, readContainer, type Container } from '../containers.ts';
import { DockerFailure } from '../docker-failure.ts';
import type { LocalImage } from '../local-images.ts';
import { pullImage } from '../pull-image.ts';
import { parseReference, textOf } from '../../references.ts';
import { readRun } from '../run-options.ts';
import type { Command, Session } from '../session.ts';
import { supervise } from '../supervise.ts';
import type { SupervisorReport } from '../supervisor.ts';

const SUPERVISOR = fileURLToPath(new URL('../supervisor.ts', import.meta.url));

/**
 * Runs an image's entry point, detached beside a supervisor or in front. What does not start leaves its container in status
 * "created", as docker's does, unless it is `--rm`.
 */
export const run: Command = async (args, session) => {
  const { detach, image: name, ...facts } = readRun(args, session.environment);
  try {
    const image = await imageFor(session, name);
    const container = session.containers.create({
      ...facts,
      name: facts.name ?? `container_${randomBytes(4).toString('hex')}`,
      image: name,
      imageDigest: image.digest,
    });
    const start = detach ? startDetached : startInFront;
    return await start(container, session).catch(async (error: unknown) => {
      if (container.record.remove) await removeFolder(container.folder);
      else writeState(container.folder, { status: 'created', error: messageOf(error) });
      throw error;
    });
  } catch (error) {
    if (error instanceof DockerFailure && error.status !== 1) throw error;
    throw new DockerFailure(`docker: ${messageOf(error)}`, 125);
  }
};

async function imageFor(session: Session, name: string): Promise<LocalImage> {
  const known = session.images.find(name);
  if (known) return known;
  const reference = parseReference(name);
  if (!reference) throw new DockerFailure('invalid reference format');
  session.report(`Unable to find image '${textOf(reference)}' locally`);
  const { image } = await pullImage(session, reference, session.report);
  session.report(`Digest: ${image.digest}`);
  session.report(`Status: Downloaded newer image for ${textOf(reference)}`);
  return image;
}

async function startDetached({ folder, record }: Container, session: Session): Promise<void> {
  // No pipe of the build's is kept open, and the process group stays the build's.
  const child = spawn(process.execPath, [SUPERVISOR, session.settingsFile, folder], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const report = await new Promise<SupervisorReport>((resolve) => {
    child.once('message', (message) => resolve(message as SupervisorReport));
    child.once('error', (error) => resolve({ started: false, message: error.message, status: 125 }));
    child.once('exit', () => resolve({ started: false, message: 'its supervisor ended', status: 125 }));
  });
  if (child.connected) child.disconnect();
  child.unref();
  if (!report.started) throw new DockerFailure(`docker: ${report.message.replace(/^docker: /, '')}`, report.status);
  session.print(record.id);
}

/** The container's output is the command's, and so is its exit code. */
async function startInFront(container: Container, session: Session): Promise<number> {
  const { exit } = await supervise(container, session.settings, (text, stream) => {
    writeLog(container.folder, stream, text);
    (stream === 'stdout' ? session.print : session.report)(text);
  });
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      const now = readContainer(container.folder);
      if (now) signal(now, name);
    });
  return exit;
}
