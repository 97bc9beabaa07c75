import { bad, duration, faint, good, type Line, plain } from '../line.ts';
import type { PipelineEvent } from './changes-of.ts';
import { approveCommand } from './commands-to-type.ts';
import { oneLine, withoutEscapes } from './one-line.ts';
import { describeRevision } from './pipeline-view.ts';

/** An event as lines for people: time since the execution's start, who, what. */
export function describeEvent(event: PipelineEvent): Line[] {
  const at = (what: string, how: string) => `${elapsed(event.elapsedMs)}  ${what.padEnd(NAME)} ${how}`;
  switch (event.event) {
    case 'execution': {
      const by = event.trigger === undefined ? '' : `, started by ${event.trigger}`;
      return [toneOf(event.status)(at('execution', `${event.executionId} ${event.status}${by}`))];
    }
    case 'revision':
      return [plain(at('commit', describeRevision(event)))];
    case 'waiting':
      return [plain(at(event.stage, waiting(event)))];
    case 'approval': {
      const comment = event.comment === undefined ? '' : `: ${oneLine(event.comment)}`;
      const { pipeline, executionId } = event;
      return [
        plain(at(nameOf(event), `waits for a decision${comment}`)),
        plain(at('', `decide with: ${approveCommand({ pipeline, executionId })} (or reject)`)),
      ];
    }
    case 'action': {
      const took =
        event.status === 'InProgress' || event.tookMs === undefined ? '' : ` after ${duration(event.tookMs)}`;
      const reason = event.error === undefined ? '' : `: ${oneLine(event.error)}`;
      return [toneOf(event.status)(at(nameOf(event), `${WORDS[event.status] ?? event.status}${took}${reason}`))];
    }
    case 'log':
      return [faint(`${nameOf(event)} | ${withoutEscapes(event.message).trimEnd()}`)];
    case 'replaced': {
      const why = WHY[event.status] ?? 'it ended';
      return [plain(at('execution', `${event.status} (${why}): following ${event.by} now`))];
    }
    default:
      throw new TypeError(`There are no words for ${JSON.stringify(event satisfies never)}.`);
  }
}

/** Room for the names of stage and action. */
const NAME = 26;

const WORDS: Readonly<Record<string, string>> = {
  InProgress: 'in progress',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Abandoned: 'abandoned',
};

/** Source: API reference, PipelineExecution, status. */
const WHY: Readonly<Record<string, string>> = {
  Superseded: 'a newer execution overtook it',
  Cancelled: 'the pipeline itself was changed',
};

const nameOf = ({ stage, action }: { stage: string; action: string }): string => `${stage}.${action}`;

function waiting({ heldBy, disabled }: { heldBy?: string; disabled?: string }): string {
  if (disabled !== undefined) return `cannot be entered: the transition is disabled (${oneLine(disabled)})`;
  return `is entered when execution ${heldBy} has left it`;
}

export function toneOf(status: string): (text: string) => Line {
  if (status === 'Succeeded') return good;
  return status === 'Failed' || status === 'Stopped' ? bad : plain;
}

/** `+1:05`, right-aligned to seven characters. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `+${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(7);
}
