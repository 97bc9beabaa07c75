import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { Credentials, TemporaryCredentials } from '../ports/credentials.ts';
import { expiredToken, invalidRequest, invalidToken, notAuthorizedToAssume } from './errors.ts';
import type { Role, Roles } from './roles.ts';

/** Who a key belongs to. */
export interface Identity {
  arn: string;
  account: string;
  accessKeyId: string;
  /** `AROA…:session` for a role, the account for its administrator. */
  userId: string;
  /** The role whose session this is; undefined for an administrator. */
  roleArn?: string;
}

export interface IdentitiesDependencies {
  clock: Clock;
  ids: Ids;
  roles: Roles;
  /** Whose administrator any other key is: the assembly's first account. */
  defaultAccount: string;
}

interface Session {
  identity: Identity;
  credentials: TemporaryCredentials;
}

/** Seconds of real time: tokens are timestamps, and timestamps are never scaled. Source: STS, AssumeRole. */
const DEFAULT_DURATION = 3600;
const SHORTEST_DURATION = 900;
const LONGEST_DURATION = 43_200;
/** A role that assumes another gets an hour at most. Source: IAM User Guide, role chaining. */
const LONGEST_CHAINED = 3600;
/** How long expired keys are still known as such. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** Maps keys to callers, and issues keys that are roles. */
export class Identities implements Credentials {
  readonly #dependencies: IdentitiesDependencies;
  readonly #sessions = new Map<string, Session>();

  constructor(dependencies: IdentitiesDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Twelve digits are that account's administrator, issued keys their role, all others the default account's
   * administrator. An issued key needs its session token, and expires.
   */
  resolve(accessKeyId: string, sessionToken: string | undefined): Identity {
    const session = this.#sessions.get(accessKeyId);
    if (!session) return this.#administrator(accessKeyId);
    if (sessionToken !== session.credentials.sessionToken) throw invalidToken();
    if (session.credentials.expiresAt <= this.#dependencies.clock.now()) throw expiredToken();
    return session.identity;
  }

  /** Keys of a task, function or build. Throws AccessDenied when the role does not exist. */
  forRole(_scope: Scope, roleArn: string, sessionName: string): TemporaryCredentials {
    const role = this.#dependencies.roles.find(roleArn);
    if (!role) throw notAuthorizedToAssume(sessionName, roleArn);
    return this.#issue(role, sessionName, role.maxSessionDuration).credentials;
  }

  /** STS AssumeRole. Trust policies are not evaluated yet: any caller may assume a role that exists. */
  assume(
    caller: string,
    input: { roleArn: string; sessionName: string; durationSeconds?: number | undefined },
  ): Session {
    const { roleArn, sessionName, durationSeconds } = input;
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
      throw invalidRequest(
        `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: ` +
          String.raw`Member must satisfy regular expression pattern: [\w+=,.@-]*`,
      );
    const duration = durationSeconds ?? DEFAULT_DURATION;
    if (duration < SHORTEST_DURATION || duration > LONGEST_DURATION)
      throw invalidRequest(
        `1 validation error detected: Value '${duration}' at 'durationSeconds' failed to satisfy constraint: ` +
          `Member must have value between ${SHORTEST_DURATION} and ${LONGEST_DURATION}`,
      );
    const role = this.#dependencies.roles.find(roleArn);
    if (!role) throw notAuthorizedToAssume(caller, roleArn);
    if (durationSeconds !== undefined && duration > role.maxSessionDuration)
      throw invalidRequest('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
    if (duration > LONGEST_CHAINED && caller.includes(':assumed-role/'))
      throw invalidRequest(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      );
    return this.#issue(role, sessionName, duration);
  }

  /** `UserId` of GetCallerIdentity for a caller that was resolved before. */
  userId(caller: { accessKeyId: string; account: string }): string {
    return this.#sessions.get(caller.accessKeyId)?.identity.userId ?? caller.account;
  }

  #administrator(accessKeyId: string): Identity {
    const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : this.#dependencies.defaultAccount;
    return { arn: `arn:aws:iam::${account}:root`, account, accessKeyId, userId: account };
  }

  #issue(role: Role, sessionName: string, durationSeconds: number): Session {
    const { clock, ids } = this.#dependencies;
    const now = clock.now();
    for (const [key, session] of this.#sessions)
      if (session.credentials.expiresAt < now - REMEMBER_MS) this.#sessions.delete(key);
    const account = role.arn.split(':')[4] ?? '';
    const accessKeyId = `ASIA${ids.upper(16)}`;
    const session: Session = {
      identity: {
        arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
        account,
        accessKeyId,
        userId: `${role.id}:${sessionName}`,
        roleArn: role.arn,
      },
      credentials: {
        accessKeyId,
        secretAccessKey: ids.hex(40),
        sessionToken: ids.hex(128),
        expiresAt: now + durationSeconds * 1000,
      },
    };
    this.#sessions.set(accessKeyId, session);
    return session;
  }
}
