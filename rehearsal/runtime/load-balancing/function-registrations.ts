import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { FunctionEndpoint } from '../ports/function-targets.ts';
import * as errors from './errors.ts';
import type { LoadBalancingContext } from './load-balancing-context.ts';
import type { RegisteredTarget, TargetGroup } from './load-balancing-state.ts';

/**
 * The one function of a group of type lambda. Source: ALB guide, "Use Lambda functions as targets of an Application Load
 * Balancer".
 */
export class FunctionRegistrations {
  readonly #context: LoadBalancingContext;
  readonly #endpoints = new Map<RegisteredTarget, FunctionEndpoint>();
  #registration = 0;

  constructor(context: LoadBalancingContext) {
    this.#context = context;
  }

  /** Unverified: a function that does not exist is refused as one that may not be invoked. */
  async register(
    scope: Scope,
    group: TargetGroup,
    targets: { id: string; port?: number | undefined }[],
  ): Promise<void> {
    const { functionTargets } = this.#context;
    const [target, ...others] = targets;
    if (!functionTargets || !target) return;
    if (others.length > 0) throw errors.tooManyFunctions(group.arn);
    const { id: functionArn, port } = target;
    if (port !== undefined) throw errors.notForFunctions('A target port');
    const arn = parseArn(functionArn);
    const isHere = arn?.service === 'lambda' && arn.account === scope.account && arn.region === scope.region;
    if (!isHere || !/^function:[\w-]+(:[\w$-]+)?$/.test(arn.resource)) throw errors.invalidFunction(functionArn);
    if (group.targets.has(functionArn)) return;
    if (group.targets.size > 0) throw errors.tooManyFunctions(group.arn);
    const facts = { functionArn, targetGroupArn: group.arn };
    if (!functionTargets.permits(scope, facts)) throw errors.functionNotPermitted(functionArn, group.arn);
    const endpoint = await functionTargets.open(scope, {
      ...facts,
      multiValueHeaders: () => group.attributes.get('lambda.multi_value_headers.enabled') === 'true',
    });
    const { host, port: localPort } = endpoint;
    const registered = { id: functionArn, endpoint: { host, port: localPort }, registration: ++this.#registration };
    // Another call may have come first while the endpoint was opened.
    if (group.targets.size > 0) {
      await endpoint.close();
      throw errors.tooManyFunctions(group.arn);
    }
    group.targets.set(functionArn, registered);
    this.#endpoints.set(registered, endpoint);
    await this.#context.publish();
    this.#context.changed.emit(group.arn);
  }

  /** At once: there is no deregistration delay, requests under way fail with 502. Source: ALB guide, "Deregister the Lambda function". */
  async deregister(group: TargetGroup, targets: { id: string }[]): Promise<void> {
    const gone = targets.flatMap(({ id }) => group.targets.get(id) ?? []);
    for (const { id } of gone) group.targets.delete(id);
    await this.#context.publish();
    this.#context.changed.emit(group.arn);
    await Promise.all(gone.map((target) => this.#close(target)));
  }

  /** Closes what a deleted group has left. */
  async abandon(group: TargetGroup): Promise<void> {
    await Promise.all([...group.targets.values()].map((target) => this.#close(target)));
  }

  async #close(target: RegisteredTarget): Promise<void> {
    const endpoint = this.#endpoints.get(target);
    this.#endpoints.delete(target);
    await endpoint?.close();
  }
}
