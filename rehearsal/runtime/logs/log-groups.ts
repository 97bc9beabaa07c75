import type { Clock } from '../../kernel/clock.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { Log } from '../../kernel/log.ts';
import { without } from '../../kernel/without.ts';
import type { LogLine, LogSink } from '../ports/log-sink.ts';
import type { LogWriter } from '../ports/log-writer.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import {
  groupExists,
  groupNotFound,
  invalidParameter,
  notChronological,
  streamExists,
  streamNotFound,
} from './errors.ts';
import { LogStream } from './log-stream.ts';
import { MetricExtraction } from './metric-extraction.ts';

export interface LogGroup {
  name: string;
  /** Without the `:*` that some answers add. */
  arn: string;
  createdAt: number;
  /** Undefined keeps events for ever. Stored and described; the rehearsal deletes nothing by age. */
  retentionInDays: number | undefined;
  kmsKeyId: string | undefined;
  class: string;
  tags: Record<string, string>;
  streams: Map<string, LogStream>;
}

export interface LogGroupSettings {
  retentionInDays?: number | undefined;
  kmsKeyId?: string | undefined;
  class?: string | undefined;
  tags?: Record<string, string> | undefined;
}

export interface RejectedEvents {
  /** Index of the first event that is too new. */
  tooNewFrom?: number;
  /** Index after the last event that is too old. */
  tooOldUntil?: number;
}

/** Source: PutRetentionPolicy, valid values. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** The oldest streams of a group make room. */
const MAX_STREAMS = 2_000;
const HOUR = 60 * 60 * 1000;

export interface LogGroupsOptions {
  clock: Clock;
  writer?: LogWriter;
  /** Gets the metrics that events carry in embedded metric format. */
  metrics?: MetricSink;
  log?: Log;
}

/** Log groups of every account and region: what tasks, functions, the API and CloudFormation share. */
export class LogGroups implements LogSink, Persistent {
  readonly name = 'log-groups';
  readonly #clock: Clock;
  readonly #writer: LogWriter | undefined;
  readonly #extraction: MetricExtraction | undefined;
  readonly #groups = new PerScope(() => new Map<string, LogGroup>());

  constructor({ clock, writer, metrics, log }: LogGroupsOptions) {
    this.#clock = clock;
    this.#writer = writer;
    this.#extraction = metrics && new MetricExtraction({ clock, metrics, log });
  }

  append(scope: Scope, groupName: string, streamName: string, lines: LogLine[]): void {
    const group = this.#groups.of(scope).get(groupName) ?? this.create(scope, groupName);
    const stream = group.streams.get(streamName) ?? this.createStream(scope, groupName, streamName);
    this.#write(scope, group, stream, lines);
  }

  create(scope: Scope, name: string, settings: LogGroupSettings = {}): LogGroup {
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name))
      throw invalidParameter(
        `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: ` +
          String.raw`Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`,
      );
    const groups = this.#groups.of(scope);
    if (groups.has(name)) throw groupExists();
    if (settings.retentionInDays !== undefined) checkRetention(settings.retentionInDays);
    const group: LogGroup = {
      name,
      arn: arnOf(scope, 'logs', `log-group:${name}`),
      createdAt: this.#clock.now(),
      retentionInDays: settings.retentionInDays,
      kmsKeyId: settings.kmsKeyId,
      class: settings.class ?? 'STANDARD',
      tags: settings.tags ?? {},
      streams: new Map(),
    };
    groups.set(name, group);
    return group;
  }

  /** By name or by ARN. */
  get(scope: Scope, reference: string): LogGroup {
    const name = /^arn:[^:]+:logs:[^:]+:\d+:log-group:([^:]+)/.exec(reference)?.[1] ?? reference;
    const group = this.#groups.of(scope).get(name);
    if (!group) throw groupNotFound();
    return group;
  }

  /** In the order of their names. */
  list(scope: Scope): LogGroup[] {
    return [...this.#groups.of(scope).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  delete(scope: Scope, name: string): void {
    this.get(scope, name);
    this.#groups.of(scope).delete(name);
  }

  setRetention(scope: Scope, name: string, days: number | undefined): void {
    const group = this.get(scope, name);
    if (days !== undefined) checkRetention(days);
    group.retentionInDays = days;
  }

  configure(scope: Scope, name: string, settings: LogGroupSettings): LogGroup {
    const group = this.get(scope, name);
    this.setRetention(scope, name, settings.retentionInDays);
    group.kmsKeyId = settings.kmsKeyId;
    group.class = settings.class ?? group.class;
    group.tags = settings.tags ?? {};
    return group;
  }

  createStream(scope: Scope, groupName: string, name: string): LogStream {
    const { streams } = this.get(scope, groupName);
    if (!/^[^:*]{1,512}$/.test(name))
      throw invalidParameter('The name of a log stream has 1 to 512 characters, and neither : nor *.');
    if (streams.has(name)) throw streamExists();
    const stream = new LogStream(name, this.#clock.now());
    streams.set(name, stream);
    if (streams.size > MAX_STREAMS) streams.delete(streams.keys().next().value ?? '');
    return stream;
  }

  stream(scope: Scope, groupName: string, name: string): LogStream {
    const stream = this.get(scope, groupName).streams.get(name);
    if (!stream) throw streamNotFound();
    return stream;
  }

  deleteStream(scope: Scope, groupName: string, name: string): void {
    this.stream(scope, groupName, name);
    this.get(scope, groupName).streams.delete(name);
  }

  /** What is older than two weeks or two hours ahead is left out and said so. Source: PutLogEvents. */
  put(scope: Scope, groupName: string, streamName: string, lines: readonly LogLine[]): RejectedEvents {
    const group = this.get(scope, groupName);
    const stream = this.stream(scope, groupName, streamName);
    if (lines.some((line, index) => line.at < (lines[index - 1]?.at ?? 0))) throw notChronological();
    const now = this.#clock.now();
    const old = lines.filter((line) => line.at < now - 14 * 24 * HOUR).length;
    const tooNew = lines.findIndex((line) => line.at > now + 2 * HOUR);
    this.#write(scope, group, stream, lines.slice(old, tooNew === -1 ? undefined : tooNew));
    return { ...(old > 0 && { tooOldUntil: old }), ...(tooNew !== -1 && { tooNewFrom: tooNew }) };
  }

  /** Without streams: their events are kept in memory only, and in the writer's files. */
  save(): [Scope, Omit<LogGroup, 'streams'>[]][] {
    const settings = (group: LogGroup) => without(group, 'streams');
    return this.#groups.entries().map(([scope, groups]) => [scope, [...groups.values()].map(settings)]);
  }

  restore(saved: ReturnType<this['save']>): void {
    for (const [scope, groups] of saved)
      for (const group of groups) this.#groups.of(scope).set(group.name, { ...group, streams: new Map() });
  }

  #write(scope: Scope, group: LogGroup, stream: LogStream, lines: readonly LogLine[]): void {
    stream.append(lines, this.#clock.now());
    this.#writer?.write(scope, group.name, stream.name, lines);
    this.#extraction?.extract(scope, group.name, lines);
  }
}

function checkRetention(days: number): void {
  if (!RETENTION_DAYS.includes(days))
    throw invalidParameter(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
    );
}
