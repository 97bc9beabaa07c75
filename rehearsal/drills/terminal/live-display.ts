import { styleText } from 'node:util';
import { describeChange } from './describe-change.ts';
import type { LiveView, Paint } from './live-view.ts';
import { render } from './render.ts';

/** What is needed of process.stdout. */
export interface OutputStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface LiveDisplay {
  /** Redraws the block on a terminal, prints what changed elsewhere. */
  show(view: LiveView): void;
  /** A line that stays, above the block. */
  line(text: string): void;
  /** Leaves the block as it is; the next one is drawn below it. */
  end(): void;
}

/** `colours` is decided by the caller (terminal and NO_COLOR); the block is redrawn on terminals only. */
export function liveDisplay(stream: OutputStream, colours = false): LiveDisplay {
  const paint = painter(colours);
  let last: LiveView | undefined;
  let drawn = 0;
  const erase = () => (drawn === 0 ? '' : `\u001B[${drawn}A\u001B[0J`);
  const block = (view: LiveView) =>
    render(view, paint)
      .map((text) => `${fit(text, stream.columns ?? 80)}\n`)
      .join('');
  return {
    show(view) {
      if (stream.isTTY) {
        stream.write(erase() + block(view));
        drawn = render(view).length;
      } else {
        for (const text of describeChange(last, view)) stream.write(`${text}\n`);
      }
      last = view;
    },
    line(text) {
      stream.write(`${erase()}${text}\n`);
      drawn = 0;
      if (stream.isTTY && last) this.show(last);
    },
    end() {
      last = undefined;
      drawn = 0;
    },
  };
}

/** Colours for the verdict and the live view, or none. */
export const painter =
  (colours: boolean): Paint =>
  (colour, text) =>
    colours ? styleText(colour, text, { validateStream: false }) : text;

/** A line that wraps would break the redrawing: cuts what does not fit, colours not counted. The block has no characters outside the basic plane. */
function fit(text: string, columns: number): string {
  let visible = 0;
  let result = '';
  for (const part of text.split(ESCAPE)) {
    if (part.startsWith('\u001B')) {
      result += part;
      continue;
    }
    const room = Math.max(0, columns - visible);
    result += part.slice(0, room);
    visible += part.length;
  }
  return result;
}

// oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
const ESCAPE = /(\u001B\[\d+m)/;
