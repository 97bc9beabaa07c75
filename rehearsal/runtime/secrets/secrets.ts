import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, parseArn, PerScope, type Scope } from '../../kernel/scope.ts';
import type { SecretReference, SecretValues } from '../ports/secret-values.ts';
import {
  invalidParameter,
  invalidRequest,
  malformedPolicy,
  markedForDeletion,
  nameScheduledForDeletion,
  secretExists,
  secretNotFound,
  valueNotFound,
  versionExists,
} from './errors.ts';
import { checkContent, checkName, checkToken, isObject, same } from './secret-rules.ts';
import { CURRENT, dayOf, type Secret, type SecretContent, type SecretVersion } from './secret.ts';
import { attach, labelled, moveLabel, prune } from './staging-labels.ts';
import { valueFor } from './secret-text.ts';

export interface NewSecret {
  name: string;
  /** Without one the secret has no version yet. */
  content?: SecretContent | undefined;
  /** The id of its version. */
  token: string;
  description?: string | undefined;
  kmsKeyId?: string | undefined;
  tags?: Record<string, string> | undefined;
  owningService?: string | undefined;
}

export interface NewSecretVersion {
  content: SecretContent;
  token: string;
  /** By default AWSCURRENT. */
  stages?: readonly string[] | undefined;
}

const DAY_MS = 86_400_000;
/** Secrets Manager of every account and region. Resource policies are kept, not enforced. */
export class Secrets implements Persistent, SecretValues {
  readonly name = 'secrets';
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #secrets = new PerScope(() => new Map<string, Secret>());

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
  }

  create(scope: Scope, request: NewSecret): Secret {
    const { name, content, token, description, kmsKeyId, tags = {}, owningService } = request;
    checkName(name);
    const existing = this.#lookUp(scope, name);
    if (existing?.deletion) throw nameScheduledForDeletion();
    if (existing && existing.versions.some((version) => version.id === token && same(version.content, content)))
      return existing;
    if (existing) throw secretExists(name);
    const now = this.#clock.now();
    const secret: Secret = {
      scope: { account: scope.account, region: scope.region },
      name,
      arn: arnOf(scope, 'secretsmanager', `secret:${name}-${this.#ids.upper(6)}`),
      description,
      kmsKeyId,
      tags,
      owningService,
      policy: undefined,
      rotation: undefined,
      versions: [],
      createdAt: now,
      changedAt: now,
      accessedAt: undefined,
      deletion: undefined,
    };
    if (content) this.#add(secret, { content, token });
    this.#secrets.of(scope).set(name, secret);
    return secret;
  }

  /** One that may be changed: not marked for deletion. `id` is a name or an ARN, with its six random characters or without. */
  get(scope: Scope, id: string): Secret {
    const secret = this.find(scope, id);
    if (secret.deletion) throw markedForDeletion();
    return secret;
  }

  /** Also one that is marked for deletion. */
  find(scope: Scope, id: string): Secret {
    const secret = this.#lookUp(scope, id);
    if (!secret) throw secretNotFound();
    return secret;
  }

  has(scope: Scope, id: string): boolean {
    return this.#lookUp(scope, id) !== undefined;
  }

  /** In the order in which they were created. */
  list(scope: Scope): Secret[] {
    this.#forget(scope);
    return [...this.#secrets.of(scope).values()];
  }

  /** The version with the value, and remembers the access. By default the one with AWSCURRENT. */
  value(
    scope: Scope,
    id: string,
    { versionId, stage }: { versionId?: string | undefined; stage?: string | undefined } = {},
  ): { secret: Secret; version: SecretVersion & { content: SecretContent } } {
    const secret = this.get(scope, id);
    const version =
      versionId === undefined
        ? labelled(secret, stage ?? CURRENT)
        : secret.versions.find((one) => one.id === versionId);
    if (!version?.content)
      throw valueNotFound(versionId === undefined ? `staging label: ${stage ?? CURRENT}` : `VersionId: ${versionId}`);
    if (versionId !== undefined && stage !== undefined && !version.stages.includes(stage))
      throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
    secret.accessedAt = version.accessedAt = dayOf(this.#clock.now());
    return { secret, version: { ...version, content: version.content } };
  }

  valueOf(scope: Scope, { secretId, jsonKey, versionStage, versionId }: SecretReference): string {
    // A full ARN says where the secret is; only a task's or a build's region is where a name is looked up.
    const named = parseArn(secretId);
    const at = named ? { account: named.account, region: named.region } : scope;
    const { version } = this.value(at, secretId, { versionId, stage: versionStage });
    return valueFor(version.content, jsonKey);
  }

  /**
   * A new version. The same token with the same value changes nothing; with another value it is refused, unless a rotation
   * has announced the version. Source: API reference, PutSecretValue, ClientRequestToken.
   */
  put(scope: Scope, id: string, version: NewSecretVersion): { secret: Secret; version: SecretVersion } {
    const secret = this.get(scope, id);
    return { secret, version: this.#add(secret, version) };
  }

  /** Announces a rotation's version, which has no value yet. */
  announce(secret: Secret, token: string, stage: string): void {
    if (secret.versions.some((version) => version.id === token)) throw versionExists(token);
    const version = this.#version(secret, token, undefined);
    secret.versions.push(version);
    attach(secret, version, stage);
  }

  moveLabel(scope: Scope, id: string, stage: string, versions: { from: string | undefined; to: string | undefined }) {
    const secret = this.get(scope, id);
    moveLabel(secret, stage, versions);
    this.changed(secret);
    return secret;
  }

  /** Throws for a policy that is no JSON object; `undefined` takes it away. */
  setPolicy(scope: Scope, id: string, policy: string | undefined): Secret {
    const secret = this.get(scope, id);
    if (policy !== undefined && !isObject(policy)) throw malformedPolicy();
    secret.policy = policy;
    return secret;
  }

  /** `recoveryDays` 7–30; undefined forgets it at once. Source: API reference, DeleteSecret. */
  delete(scope: Scope, id: string, recoveryDays: number | undefined): Secret {
    const secret = recoveryDays === undefined ? this.find(scope, id) : this.get(scope, id);
    const now = this.#clock.now();
    if (recoveryDays === undefined) this.#secrets.of(secret.scope).delete(secret.name);
    else if (recoveryDays < 7 || recoveryDays > 30)
      throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
    secret.deletion = { requestedAt: now, dueAt: now + (recoveryDays ?? 0) * DAY_MS };
    return secret;
  }

  restoreDeleted(scope: Scope, id: string): Secret {
    const secret = this.find(scope, id);
    secret.deletion = undefined;
    return secret;
  }

  /** Told by who changes a secret's own fields. */
  changed(secret: Secret): void {
    secret.changedAt = this.#clock.now();
  }

  save(): [Scope, Map<string, Secret>][] {
    return this.#secrets.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#secrets.refill(saved);
  }

  #add(secret: Secret, { content, token, stages }: NewSecretVersion): SecretVersion {
    checkToken(token);
    checkContent(content);
    const existing = secret.versions.find((version) => version.id === token);
    if (existing?.content) {
      if (!same(existing.content, content)) throw versionExists(token);
      return existing;
    }
    const version = existing ?? this.#version(secret, token, undefined);
    version.content = content;
    if (!existing) secret.versions.push(version);
    const wanted = stages?.length ? stages : [CURRENT];
    // Source: PutSecretValue: the first version gets AWSCURRENT, whatever else it is given.
    for (const stage of labelled(secret, CURRENT) ? wanted : [...wanted, CURRENT]) attach(secret, version, stage);
    this.changed(secret);
    prune(secret);
    return version;
  }

  #version({ kmsKeyId }: Secret, id: string, content: SecretContent | undefined): SecretVersion {
    return { id, content, stages: [], createdAt: this.#clock.now(), accessedAt: undefined, kmsKeyId };
  }

  #lookUp(scope: Scope, id: string): Secret | undefined {
    const named = parseArn(id);
    // The endpoint's region answers; the account is the ARN's, since policies are not enforced.
    const at = named ? { account: named.account, region: scope.region } : scope;
    this.#forget(at);
    const secrets = this.#secrets.of(at);
    if (!named) return secrets.get(id);
    return [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -'-123456'.length) === id);
  }

  /** What is past its recovery window. */
  #forget(scope: Scope): void {
    const secrets = this.#secrets.of(scope);
    for (const { name, deletion } of secrets.values())
      if (deletion && deletion.dueAt <= this.#clock.now()) secrets.delete(name);
  }
}
