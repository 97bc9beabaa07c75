import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Context } from '@opentelemetry/api';

/** What takes spans out of the queue, and tells of those that were lost. */
interface Exit {
  onTaken: (count: number) => void;
  lost(count: number, reason: string): void;
}

/** Counts what the batch processor would drop in silence: ended spans that find the queue full. */
export class BoundedSpans implements SpanProcessor {
  readonly #batches: SpanProcessor;
  readonly #capacity: number;
  readonly #exit: Exit;
  #waiting = 0;

  constructor(batches: SpanProcessor, capacity: number, exit: Exit) {
    this.#batches = batches;
    this.#capacity = capacity;
    this.#exit = exit;
    exit.onTaken = (count) => void (this.#waiting -= count);
  }

  onStart(span: Span, parent: Context): void {
    this.#batches.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    if (this.#waiting >= this.#capacity) {
      this.#exit.lost(1, 'the queue is full');
      return;
    }
    this.#waiting++;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }
}
