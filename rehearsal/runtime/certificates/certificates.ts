import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import { without } from '../../kernel/without.ts';
import type { CertificateIssuer, IssuedCertificate, KeyAlgorithm } from '../ports/certificate-issuer.ts';
import type { ServerCertificate, ServerCertificates } from '../ports/server-certificates.ts';
import { assertNames } from './domain-names.ts';
import * as errors from './errors.ts';
import { type ValidationRecord, validationRecord } from './validation-record.ts';

export interface NewCertificate {
  domainName: string;
  alternativeNames?: string[] | undefined;
  keyAlgorithm?: KeyAlgorithm | undefined;
  tags?: Record<string, string> | undefined;
  /** The same one within an hour gives the same certificate. */
  idempotencyToken?: string | undefined;
}

export interface Certificate {
  arn: string;
  domainName: string;
  /** The domain name first. */
  names: string[];
  keyAlgorithm: KeyAlgorithm;
  /** What DNS validation would look for, by name. */
  validation: ValidationRecord[];
  /** Epoch milliseconds. */
  createdAt: number;
  tags: Map<string, string>;
  idempotencyToken?: string;
  issued: IssuedCertificate;
}

/** Without what only the engine that issued it has: its authority ends with it. */
type SavedCertificate = Omit<Certificate, 'issued'>;

/** A certificate that an account has before anything is deployed to it. */
export interface DeclaredCertificate {
  arn: string;
  domains: readonly string[];
}

/** Source: ACM API, RequestCertificate. */
const IDEMPOTENT_MS = 3_600_000;

export interface CertificatesDependencies {
  clock: Clock;
  ids: Ids;
  issuer: CertificateIssuer;
  /** ARNs of what presents a certificate. */
  usersOf: (arn: string) => string[];
}

/**
 * Certificates of every account and region, issued by the rehearsal's own authority as soon as they are asked for. Keys are in
 * memory only: an engine that starts again issues them anew, under the ARNs that they had.
 */
export class Certificates implements Persistent, ServerCertificates {
  readonly name = 'certificates';
  readonly #deps: CertificatesDependencies;
  readonly #states = new PerScope<Map<string, Certificate>>(() => new Map());
  #saved: [Scope, SavedCertificate[]][] = [];

  constructor(deps: CertificatesDependencies) {
    this.#deps = deps;
  }

  async request(scope: Scope, wanted: NewCertificate): Promise<Certificate> {
    const { clock, ids } = this.#deps;
    const names = [
      ...new Set([wanted.domainName, ...(wanted.alternativeNames ?? [])].map((name) => name.toLowerCase())),
    ];
    assertNames(names);
    const known = this.list(scope).find(
      ({ idempotencyToken, createdAt }) =>
        idempotencyToken !== undefined &&
        idempotencyToken === wanted.idempotencyToken &&
        clock.now() - createdAt < IDEMPOTENT_MS,
    );
    if (known) return known;
    return this.#issue(scope, {
      arn: arnOf(scope, 'acm', `certificate/${ids.uuid()}`),
      domainName: names[0] ?? '',
      names,
      keyAlgorithm: wanted.keyAlgorithm ?? 'RSA_2048',
      validation: names.map((name) => validationRecord(scope.account, name)),
      createdAt: clock.now(),
      tags: new Map(Object.entries(wanted.tags ?? {})),
      ...(wanted.idempotencyToken !== undefined && { idempotencyToken: wanted.idempotencyToken }),
    });
  }

  /** What the account is said to have. One that is there already stays. */
  async declare({ arn, domains }: DeclaredCertificate): Promise<void> {
    const { account, region } = parseArn(arn) ?? {};
    if (account === undefined || region === undefined) throw errors.invalidArn(arn);
    const scope = { account, region };
    if (this.#states.of(scope).has(arn)) return;
    await this.#issue(scope, {
      arn,
      domainName: domains[0] ?? '',
      names: [...domains],
      keyAlgorithm: 'RSA_2048',
      validation: domains.map((name) => validationRecord(account, name)),
      createdAt: this.#deps.clock.now(),
      tags: new Map(),
    });
  }

  get(scope: Scope, arn: string): Certificate {
    if (parseArn(arn)?.service !== 'acm') throw errors.invalidArn(arn);
    const certificate = this.#states.of(scope).get(arn);
    if (!certificate) throw errors.certificateNotFound(arn);
    return certificate;
  }

  list(scope: Scope): Certificate[] {
    return [...this.#states.of(scope).values()];
  }

  usersOf(arn: string): string[] {
    return this.#deps.usersOf(arn);
  }

  delete(scope: Scope, arn: string): void {
    this.get(scope, arn);
    if (this.usersOf(arn).length > 0) throw errors.certificateInUse(arn);
    this.#states.of(scope).delete(arn);
  }

  serverCertificate(arn: string): ServerCertificate | undefined {
    const { account, region } = parseArn(arn) ?? {};
    if (account === undefined || region === undefined) return undefined;
    const found = this.#states.of({ account, region }).get(arn);
    if (!found) return undefined;
    const { key, certificate, chain } = found.issued;
    return { names: found.names, key, certificate: certificate + chain };
  }

  save(): [Scope, SavedCertificate[]][] {
    return this.#states
      .entries()
      .map(([scope, certificates]) => [scope, [...certificates.values()].map((one) => without(one, 'issued'))]);
  }

  restore(saved: [Scope, SavedCertificate[]][]): void {
    this.#saved = saved;
  }

  /** Before load balancers open their listeners again. */
  async resume(): Promise<void> {
    const saved = this.#saved.flatMap(([scope, certificates]) => certificates.map((one) => ({ scope, one })));
    await Promise.all(saved.map(({ scope, one }) => this.#issue(scope, one)));
    this.#saved = [];
  }

  async #issue(scope: Scope, facts: SavedCertificate): Promise<Certificate> {
    const issued = await this.#deps.issuer.issueServerCertificate(facts.names, facts.keyAlgorithm);
    const certificate: Certificate = { ...facts, issued };
    this.#states.of(scope).set(certificate.arn, certificate);
    return certificate;
  }
}
