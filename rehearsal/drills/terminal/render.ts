import { duration, type LiveView, type Paint, versionsText } from './live-view.ts';

/** Cells of the bar that shows the weights. */
const BAR = 40;

const unpainted: Paint = (_colour, text) => text;

/** The block that a terminal redraws. */
export function render(view: LiveView, paint: Paint = unpainted): string[] {
  const { requests, weights } = view;
  const row = (what: string, how: string) => `  ${what.padEnd(10)} ${how}`;
  const left = view.leftMs === undefined ? '' : `, about ${duration(view.leftMs)} left`;
  const failed = requests.failed === 0 ? paint('green', '0 failed') : paint('red', `${requests.failed} failed`);
  const p99 = requests.p99Ms === undefined ? '' : `, p99 ${requests.p99Ms.toFixed(1)} ms`;
  return [
    `${paint('bold', view.title)}  ${view.status ?? 'starting'}  ${duration(view.elapsedMs)}${left}`,
    ...view.events.map((event) => eventRow(event, paint)),
    row('asked', bar(weights.asked, paint)),
    row('seen', bar(weights.seen, paint)),
    row('requests', `${requests.sent} sent, ${failed}, ${requests.perSecond}/s${p99}`),
    row('', versionsText(requests.byVersion)),
    row('alarms', view.alarms.length === 0 ? 'none active' : paint('red', `${view.alarms.join(', ')} in ALARM`)),
  ];
}

function eventRow({ name, status, durationMs }: LiveView['events'][number], paint: Paint): string {
  const took = durationMs === undefined ? '' : duration(durationMs);
  const text = `${name.padEnd(22)} ${took}`.trimEnd();
  switch (status) {
    case 'Succeeded':
      return `  ${paint('green', '✓')} ${text}`;
    case 'Failed':
      return `  ${paint('red', '✗')} ${text}`;
    case 'InProgress':
      return `  ${paint('yellow', '▸')} ${text}`;
    default:
      return paint('dim', `  ${status === 'Skipped' ? '–' : '·'} ${name}`);
  }
}

/** Blue from the left, green from the right. */
function bar(green: number | undefined, paint: Paint): string {
  if (green === undefined) return 'not known';
  const cells = Math.round((green / 100) * BAR);
  // A share that is not zero is never drawn as nothing.
  const greenCells = Math.min(BAR - (green < 100 ? 1 : 0), Math.max(cells, green > 0 ? 1 : 0));
  const round = (percent: number) => Math.round(percent * 10) / 10;
  return `${paint('blue', '█'.repeat(BAR - greenCells))}${paint('green', '░'.repeat(greenCells))} blue ${round(100 - green)} %, green ${round(green)} %`;
}
