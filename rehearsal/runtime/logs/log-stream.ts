import type { LogLine } from '../ports/log-sink.ts';
import { invalidNextToken } from './errors.ts';

export interface StoredEvent extends LogLine {
  ingestedAt: number;
  /** Unique in its stream, in the order of arrival. */
  sequence: number;
}

export interface EventQuery {
  /** Epoch milliseconds: `from <= at < to`. */
  from: number;
  to: number;
  limit: number;
  /** Without a token: the oldest events instead of the newest. */
  fromHead: boolean;
  token: string | undefined;
}

/** Older events make room: what is kept in memory is for looking at, the writer keeps the rest. */
const MAX_EVENTS = 20_000;

/** Events in the order of their timestamps. */
export class LogStream {
  readonly name: string;
  readonly createdAt: number;
  lastIngestedAt: number | undefined;
  storedBytes = 0;
  #events: StoredEvent[] = [];
  /** How many were dropped at the old end: tokens count from the stream's beginning. */
  #dropped = 0;
  #sequence = 0;

  constructor(name: string, createdAt: number) {
    this.name = name;
    this.createdAt = createdAt;
  }

  append(lines: readonly LogLine[], ingestedAt: number): void {
    for (const { at, message } of lines) {
      const event: StoredEvent = { at, message, ingestedAt, sequence: this.#sequence++ };
      // Lines come almost in order; a late one is put where it belongs.
      let position = this.#events.length;
      while (position > 0 && (this.#events[position - 1]?.at ?? 0) > at) position--;
      this.#events.splice(position, 0, event);
      // Source: PutLogEvents: a message in UTF-8 and 26 bytes for each event.
      this.storedBytes += Buffer.byteLength(message) + 26;
    }
    this.lastIngestedAt = ingestedAt;
    if (this.#events.length <= MAX_EVENTS * 1.2) return;
    const surplus = this.#events.length - MAX_EVENTS;
    this.#events.splice(0, surplus);
    this.#dropped += surplus;
  }

  get firstEventAt(): number | undefined {
    return this.#events[0]?.at;
  }

  get lastEventAt(): number | undefined {
    return this.#events.at(-1)?.at;
  }

  events(): readonly StoredEvent[] {
    return this.#events;
  }

  /** A page and the tokens around it; at an end the same token comes back. Source: GetLogEvents. */
  page(query: EventQuery): { events: StoredEvent[]; forwardToken: string; backwardToken: string } {
    const inTime = this.#events
      .map((event, index) => ({ event, position: this.#dropped + index }))
      .filter(({ event }) => event.at >= query.from && event.at < query.to);
    const { direction, position } = start(query);
    const candidates = inTime.filter((entry) =>
      direction === 'forward' ? entry.position >= position : entry.position < position,
    );
    const chosen = direction === 'forward' ? candidates.slice(0, query.limit) : candidates.slice(-query.limit);
    const end = this.#dropped + this.#events.length;
    const first = chosen[0]?.position ?? Math.min(position, end);
    const next = chosen.length > 0 ? (chosen.at(-1)?.position ?? 0) + 1 : Math.min(position, end);
    return { events: chosen.map(({ event }) => event), forwardToken: `f/${next}`, backwardToken: `b/${first}` };
  }
}

function start({ token, fromHead }: EventQuery): { direction: 'forward' | 'backward'; position: number } {
  if (token === undefined)
    return fromHead ? { direction: 'forward', position: 0 } : { direction: 'backward', position: Infinity };
  const [, side, position] = /^([fb])\/(\d+)$/.exec(token) ?? [];
  if (side === undefined) throw invalidNextToken();
  return { direction: side === 'f' ? 'forward' : 'backward', position: Number(position) };
}
