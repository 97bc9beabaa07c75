import type { Clock } from '../../kernel/clock.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { FunctionPermissions } from '../ports/function-permissions.ts';
import type { Functions } from '../ports/functions.ts';
import { functionRefused, invalidRequest, noRotationFunction, rotationUnderWay } from './errors.ts';
import { randomPassword } from './random-password.ts';
import { CURRENT, PENDING, type RotationRules, type Secret } from './secret.ts';
import type { Secrets } from './secrets.ts';
import { labelled } from './staging-labels.ts';

export interface RotationRequest {
  /** The id of the version that it makes. */
  token: string;
  functionArn?: string | undefined;
  rules?: RotationRules | undefined;
  /** By default true. */
  immediately?: boolean | undefined;
}

interface RotationDependencies {
  clock: Clock;
  log: Log;
  secrets: Secrets;
  functions: Functions & FunctionPermissions;
}

/** Source: user guide, "Rotation by Lambda function". */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof STEPS)[number];

const PRINCIPAL = 'secretsmanager.amazonaws.com';

/** Rotations by a Lambda function, whose four steps run one after the other; those of owning services need none. */
export class Rotations implements Persistent {
  readonly name = 'rotations';
  readonly #deps: RotationDependencies;
  readonly #running = new Set<Promise<void>>();
  #ended = false;

  constructor(deps: RotationDependencies) {
    this.#deps = deps;
  }

  /** Configures, and starts a rotation; answers before it is through. Source: API reference, RotateSecret. */
  rotate(scope: Scope, id: string, request: RotationRequest): Secret {
    const { secrets, functions } = this.#deps;
    const secret = secrets.get(scope, id);
    const { token, immediately = true } = request;
    const functionArn = request.functionArn ?? secret.rotation?.functionArn;
    if (functionArn === undefined && secret.owningService === undefined) throw noRotationFunction();
    if (
      functionArn !== undefined &&
      !functions.permits(scope, functionArn, { principal: PRINCIPAL, sourceArn: secret.arn })
    )
      throw functionRefused();
    if (secret.versions.length === 0) throw invalidRequest("You can't rotate a secret that has no value.");
    const pending = labelled(secret, PENDING);
    if (pending && !pending.stages.includes(CURRENT)) {
      this.#reattempt(secret, pending.id);
      throw rotationUnderWay();
    }
    secret.rotation = {
      enabled: true,
      functionArn,
      rules: request.rules ?? secret.rotation?.rules,
      rotatedAt: secret.rotation?.rotatedAt,
      underWay: undefined,
    };
    secrets.changed(secret);
    if (functionArn === undefined) {
      if (immediately) this.#rotateManaged(secret, token);
      return secret;
    }
    secrets.announce(secret, token, PENDING);
    if (immediately) {
      secret.rotation.underWay = token;
      this.#track(this.#run(secret, functionArn, token));
    } else this.#track(this.#test(secret, functionArn, token));
    return secret;
  }

  /** The version that was under way stays as it is. Source: API reference, CancelRotateSecret. */
  cancel(scope: Scope, id: string): { secret: Secret; versionId: string | undefined } {
    const secret = this.#deps.secrets.get(scope, id);
    if (!secret.rotation) throw invalidRequest("You can't cancel the rotation of a secret that has none.");
    const versionId = secret.rotation.underWay;
    secret.rotation = { ...secret.rotation, enabled: false, underWay: undefined };
    this.#deps.secrets.changed(secret);
    return { secret, versionId };
  }

  /** What is under way is in the secrets. */
  save(): undefined {
    return undefined;
  }

  restore(): void {
    // Nothing of its own.
  }

  /** The steps may run again: functions are written for that. Source: user guide, "Lambda rotation functions". */
  resume(): void {
    for (const [, secrets] of this.#deps.secrets.save())
      for (const secret of secrets.values()) {
        const { functionArn, underWay } = secret.rotation ?? {};
        if (functionArn !== undefined && underWay !== undefined) this.#track(this.#run(secret, functionArn, underWay));
      }
  }

  /** Resolves when no rotation is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** No further step begins; the one under way ends with the functions. */
  close(): void {
    this.#ended = true;
  }

  /** What failed before, and what is asked again now. */
  #reattempt(secret: Secret, token: string): void {
    const { rotation } = secret;
    if (!rotation || rotation.functionArn === undefined || rotation.underWay !== undefined) return;
    rotation.enabled = true;
    rotation.underWay = token;
    this.#track(this.#run(secret, rotation.functionArn, token));
  }

  #track(rotation: Promise<void>): void {
    const tracked: Promise<void> = rotation.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #run(secret: Secret, functionArn: string, token: string): Promise<void> {
    for (const step of STEPS) {
      // Cancelled, or ended with the engine, which goes on after a restart.
      if (this.#ended || secret.rotation?.underWay !== token) return;
      if (!(await this.#step(secret, functionArn, token, step))) return this.#giveUp(secret, token);
    }
    if (secret.rotation?.underWay !== token) return;
    if (labelled(secret, CURRENT)?.id !== token) return this.#giveUp(secret, token);
    secret.rotation = { ...secret.rotation, rotatedAt: this.#deps.clock.now(), underWay: undefined };
  }

  /** Without a rotation now, the function's test step runs with a version that then goes. Source: RotateSecret, RotateImmediately. */
  async #test(secret: Secret, functionArn: string, token: string): Promise<void> {
    await this.#step(secret, functionArn, token, 'testSecret');
    secret.versions = secret.versions.filter(({ id }) => id !== token);
  }

  /** Whether it went well. What the function answers may have the value in it, and is not told. */
  async #step(secret: Secret, functionArn: string, token: string, step: Step): Promise<boolean> {
    const { functions, log } = this.#deps;
    const payload = { Step: step, SecretId: secret.arn, ClientRequestToken: token };
    try {
      const { functionError } = await functions.invoke(secret.scope, functionArn, { type: 'RequestResponse', payload });
      if (functionError === undefined) return true;
      log.warn(`The rotation of ${secret.name} failed at ${step}.`, { functionArn, functionError });
    } catch (error) {
      if (!this.#ended)
        log.warn(`The rotation of ${secret.name} failed at ${step}.`, { functionArn, error: messageOf(error) });
    }
    return false;
  }

  /** AWSPENDING stays where it is, so that what is half done is seen. Source: user guide, "Troubleshoot rotation". */
  #giveUp(secret: Secret, token: string): void {
    if (this.#ended || secret.rotation?.underWay !== token) return;
    secret.rotation = { ...secret.rotation, underWay: undefined };
  }

  /** The owning service makes a new password. Source: user guide, "Managed rotation for Secrets Manager secrets". */
  #rotateManaged(secret: Secret, token: string): void {
    const { secrets, clock } = this.#deps;
    const { version } = secrets.value(secret.scope, secret.arn);
    const fields = 'text' in version.content ? (JSON.parse(version.content.text) as Record<string, unknown>) : {};
    const text = JSON.stringify({ ...fields, password: randomPassword({ excludeCharacters: '/@" \'' }) });
    secrets.put(secret.scope, secret.arn, { content: { text }, token });
    if (secret.rotation) secret.rotation = { ...secret.rotation, rotatedAt: clock.now() };
  }
}
