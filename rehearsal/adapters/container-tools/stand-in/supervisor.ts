// Stays beside a detached container: `node supervisor.ts SETTINGS FOLDER`, with a channel to the `docker run` that starts it.
// It is in the build's process group, so it ends with the build, and its container with it.
import { messageOf } from '../../../kernel/aws-error.ts';
import { readSettings } from '../settings.ts';
import { writeLog } from './container-log.ts';
import { readContainer } from './containers.ts';
import { DockerFailure } from './docker-failure.ts';
import { supervise } from './supervise.ts';

/** What `docker run` is told, once. */
export type SupervisorReport = { started: true } | { started: false; message: string; status: number };

const [settingsFile = '', folder = ''] = process.argv.slice(2);
const tell = (report: SupervisorReport) => process.send?.(report, undefined, undefined, () => process.disconnect?.());

try {
  const container = readContainer(folder);
  if (!container) throw new Error(`There is no container in ${folder}.`);
  await supervise(container, readSettings(settingsFile), (text, stream) => writeLog(folder, stream, text));
  tell({ started: true });
} catch (error) {
  const status = error instanceof DockerFailure && error.status !== 1 ? error.status : 125;
  tell({ started: false, message: messageOf(error), status });
}
