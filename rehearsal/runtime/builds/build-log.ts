import type { Clock } from '../../kernel/clock.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { LogSink } from '../ports/log-sink.ts';

/** What an access key id looks like. Source: IAM user guide, "Unique identifiers": AKIA long-term, ASIA temporary. */
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/**
 * Writes a build's log, line by line. Access key ids and values out of Parameter Store and Secrets Manager become `***`.
 * Source: CodeBuild user guide, "Build specification reference", env: what is hidden in logs.
 */
export class BuildLog {
  readonly #clock: Clock;
  readonly #logs: LogSink;
  readonly #scope: Scope;
  readonly #place: { group: string; stream: string };
  readonly #enabled: boolean;
  #secrets: string[] = [];

  constructor(
    deps: { clock: Clock; logs: LogSink },
    scope: Scope,
    place: { group: string; stream: string },
    enabled: boolean,
  ) {
    this.#clock = deps.clock;
    this.#logs = deps.logs;
    this.#scope = scope;
    this.#place = place;
    this.#enabled = enabled;
  }

  /** Each line of the values is hidden from now on, the longest first: one may hold another. */
  hide(values: readonly string[]): void {
    this.#secrets = [...this.#secrets, ...values.flatMap((value) => value.split('\n'))]
      .filter((value) => value.trim() !== '')
      .toSorted((a, b) => b.length - a.length);
  }

  /** Of a command. */
  output(text: string): void {
    if (this.#enabled)
      this.#logs.append(this.#scope, this.#place.group, this.#place.stream, [
        { at: this.#clock.now(), message: this.masked(text) },
      ]);
  }

  /** Of CodeBuild itself: `[Container] 2026/11/20 16:40:00.123000 Entering phase BUILD`, as real logs have it. */
  event(text: string): void {
    const at = new Date(this.#clock.now()).toISOString();
    this.output(`[Container] ${at.slice(0, 10).replaceAll('-', '/')} ${at.slice(11, 23)}000 ${text}`);
  }

  masked(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '***');
    return shown.replaceAll(ACCESS_KEY_ID, '***');
  }
}
