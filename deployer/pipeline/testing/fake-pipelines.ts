import type { Line } from '../../line.ts';
import { FakeAws } from '../../testing/fake-aws.ts';
import type { PipelineEvent } from '../changes-of.ts';
import type { PipelineContext } from '../pipeline-context.ts';
import type { PipelineGateway } from '../pipeline-gateway.ts';
import type { ActionRun, Build, Execution, PipelineView } from '../pipeline-view.ts';
import { AT, view } from './fixtures.ts';

/** One thing that happens, in one pause of the tool. */
export type Happening = (world: FakePipelines) => void;

/** Pipelines as the tool sees them: a real fake of its gateway. Time passes only in pauses, each with the next happening. */
export class FakePipelines {
  views: PipelineView[] = [view()];
  /** Newest first, of any pipeline. */
  executions: Execution[] = [];
  runsOf: Record<string, ActionRun[]> = {};
  builds: Build[] = [];
  /** By stream. */
  logs: Record<string, string[]> = {};
  /** Thrown by the next reads of executions, or of logs, one each. */
  readErrors: Error[] = [];
  logErrors: Error[] = [];
  readonly writes: object[] = [];
  readonly reported: PipelineEvent[] = [];
  readonly printed: Line[] = [];
  readonly interrupt = new AbortController();
  now = AT;
  readonly #happenings: Happening[];

  constructor(...happenings: Happening[]) {
    this.#happenings = happenings;
  }

  get printedText(): string {
    return this.printed.map(({ text }) => text).join('\n');
  }

  context(overrides: Partial<PipelineContext> = {}): PipelineContext {
    return {
      aws: new FakeAws().gateways(),
      pipelines: this.gateway(),
      time: {
        now: () => this.now,
        sleep: async (ms, signal) => {
          this.now += ms;
          this.#happenings.shift()?.(this);
          signal.throwIfAborted();
        },
      },
      print: (line) => this.printed.push(line),
      report: (event) => this.reported.push(event),
      interrupted: this.interrupt.signal,
      pollMs: 5000,
      timeoutMs: 10 * 60_000,
      ...overrides,
    };
  }

  gateway(): PipelineGateway {
    const write = async (request: object) => {
      this.writes.push(request);
    };
    const throwNext = (errors: Error[]) => {
      const error = errors.shift();
      if (error) throw error;
    };
    return {
      names: async () => this.views.map(({ name }) => name),
      view: async (name) => structuredClone(this.views.find((each) => each.name === name) ?? view({ name })),
      executions: async () => {
        throwNext(this.readErrors);
        return structuredClone(this.executions);
      },
      runs: async (_, id) => structuredClone(this.runsOf[id] ?? []),
      builds: async (ids) => this.builds.filter(({ id }) => ids.includes(id)),
      logLines: async ({ stream }, from = '0') => {
        throwNext(this.logErrors);
        const lines = (this.logs[stream] ?? []).slice(Number(from));
        return { lines, next: String(Number(from) + lines.length) };
      },
      lastLogLines: async ({ stream }, count) => {
        throwNext(this.logErrors);
        return (this.logs[stream] ?? []).slice(-count);
      },
      putApproval: write,
      retry: write,
      stop: write,
      start: async (pipeline) => {
        await write({ pipeline });
        return 'e-9';
      },
    };
  }
}
