import type { ExecutionVerdict } from './judge-execution.ts';
import type { Paint } from './paint.ts';

/** A commit's way through the pipeline: every action with its time. */
export function renderExecution(seen: ExecutionVerdict, paint: Paint): string[] {
  const mark = seen.ok ? paint('green', '✓') : paint('red', '✗');
  const mutated = seen.mutated ? ', and changed it' : '';
  return [
    `${mark} ${seen.name}: commit ${seen.commitId.slice(0, 7)} went through the pipeline ${seen.pipeline} in ${seen.seconds.toFixed(0)} s${mutated}`,
    ...seen.executions.flatMap(({ number, status, seconds, actions }) => [
      `  execution #${number}: ${status}, ${seconds.toFixed(0)} s`,
      ...actions.map(
        (action) =>
          `    ${`${action.stage} / ${action.action}`.padEnd(40)} ${action.status.padEnd(10)} ${action.seconds.toFixed(1).padStart(6)} s${action.reason === undefined ? '' : `  ${firstLine(action.reason)}`}`,
      ),
    ]),
    ...seen.images.map(
      ({ cluster, digest, tags, pushed }) =>
        `  ${cluster} runs ${digest.slice(0, 19)}, ${pushed ? 'new with this push' : 'as before'}: ${tags.join(', ')}`,
    ),
    ...seen.reasons.map((reason) => paint('red', `  ✗ ${reason}`)),
  ];
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';
