import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { noSuchPolicy, noSuchRole, policyExists, policyIsAttached, roleExists, roleHasPolicies } from './errors.ts';
import { policyDocument, type PolicyDocument } from './policy-document.ts';

export interface NewRole {
  name: string;
  /** `/` or `/…/`. */
  path: string;
  trust: unknown;
  description?: string;
  /** Seconds; 3600 when not given. */
  maxSessionDuration?: number;
  permissionsBoundary?: string;
  tags?: Record<string, string>;
}

export interface Role {
  name: string;
  path: string;
  arn: string;
  /** `AROA…` */
  id: string;
  trust: PolicyDocument;
  description: string;
  maxSessionDuration: number;
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  createdAt: number;
  /** Inline policies by name. */
  inline: Map<string, PolicyDocument>;
  /** ARNs of managed policies. */
  attached: Set<string>;
}

export interface ManagedPolicy {
  name: string;
  arn: string;
  /** `ANPA…` */
  id: string;
  document: PolicyDocument;
  description: string;
}

interface Account {
  roles: Map<string, Role>;
  policies: Map<string, ManagedPolicy>;
}

/** IAM's roles and managed policies. They belong to accounts, not to regions. Policies are kept, not enforced. */
export class Roles implements Persistent {
  readonly name = 'roles';
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #accounts = new Map<string, Account>();

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
  }

  create(account: string, input: NewRole): Role {
    const { roles } = this.#account(account);
    // Names are unique without regard to case. Source: IAM API, CreateRole.
    if ([...roles.keys()].some((name) => name.toLowerCase() === input.name.toLowerCase())) throw roleExists(input.name);
    const role: Role = {
      name: input.name,
      path: input.path,
      arn: `arn:aws:iam::${account}:role${input.path}${input.name}`,
      id: `AROA${this.#ids.upper(17)}`,
      trust: policyDocument(input.trust),
      description: input.description ?? '',
      maxSessionDuration: input.maxSessionDuration ?? 3600,
      permissionsBoundary: input.permissionsBoundary,
      tags: input.tags ?? {},
      createdAt: this.#clock.now(),
      inline: new Map(),
      attached: new Set(),
    };
    roles.set(role.name, role);
    return role;
  }

  get(account: string, name: string): Role {
    const role = this.#account(account).roles.get(name);
    if (!role) throw noSuchRole(name);
    return role;
  }

  /** By ARN, in whatever account it names. */
  find(arn: string): Role | undefined {
    const account = /^arn:aws:iam::(\d{12}):role\//.exec(arn)?.[1];
    if (account === undefined) return undefined;
    return [...this.#account(account).roles.values()].find((role) => role.arn === arn);
  }

  list(account: string): Role[] {
    return [...this.#account(account).roles.values()];
  }

  /** What is not given goes back to its default, as CloudFormation has it. */
  update(account: string, name: string, input: Omit<NewRole, 'name' | 'path'>): void {
    const role = this.get(account, name);
    role.trust = policyDocument(input.trust);
    role.description = input.description ?? '';
    role.maxSessionDuration = input.maxSessionDuration ?? 3600;
    role.permissionsBoundary = input.permissionsBoundary;
    role.tags = input.tags ?? {};
  }

  /** Policies have to be taken away first. Source: IAM API, DeleteRole. */
  delete(account: string, name: string): void {
    const role = this.get(account, name);
    if (role.inline.size > 0 || role.attached.size > 0) throw roleHasPolicies();
    this.#account(account).roles.delete(name);
  }

  putInline(account: string, roleName: string, policyName: string, document: unknown): void {
    this.get(account, roleName).inline.set(policyName, policyDocument(document));
  }

  deleteInline(account: string, roleName: string, policyName: string): void {
    this.get(account, roleName).inline.delete(policyName);
  }

  /** A customer's policy must exist; AWS's own (`arn:aws:iam::aws:policy/…`) are taken at their word. */
  attach(account: string, roleName: string, policyArn: string): void {
    const role = this.get(account, roleName);
    if (!policyArn.startsWith('arn:aws:iam::aws:policy/')) this.policy(account, policyArn);
    role.attached.add(policyArn);
  }

  detach(account: string, roleName: string, policyArn: string): void {
    this.get(account, roleName).attached.delete(policyArn);
  }

  createPolicy(
    account: string,
    input: { name: string; path: string; document: unknown; description?: string },
  ): ManagedPolicy {
    const { policies } = this.#account(account);
    const arn = `arn:aws:iam::${account}:policy${input.path}${input.name}`;
    if ([...policies.values()].some((policy) => policy.name === input.name)) throw policyExists(input.name);
    const policy = {
      name: input.name,
      arn,
      id: `ANPA${this.#ids.upper(17)}`,
      document: policyDocument(input.document),
      description: input.description ?? '',
    };
    policies.set(arn, policy);
    return policy;
  }

  policy(account: string, arn: string): ManagedPolicy {
    const policy = this.#account(account).policies.get(arn);
    if (!policy) throw noSuchPolicy(arn);
    return policy;
  }

  updatePolicy(account: string, arn: string, document: unknown): void {
    this.policy(account, arn).document = policyDocument(document);
  }

  /** Refused while a role has it. Source: IAM API, DeletePolicy. */
  deletePolicy(account: string, arn: string): void {
    this.policy(account, arn);
    if (this.list(account).some((role) => role.attached.has(arn))) throw policyIsAttached();
    this.#account(account).policies.delete(arn);
  }

  save(): Map<string, Account> {
    return this.#accounts;
  }

  restore(saved: ReturnType<this['save']>): void {
    for (const [account, kept] of saved) this.#accounts.set(account, kept);
  }

  #account(account: string): Account {
    const existing = this.#accounts.get(account);
    if (existing) return existing;
    const made: Account = { roles: new Map(), policies: new Map() };
    this.#accounts.set(account, made);
    return made;
  }
}
