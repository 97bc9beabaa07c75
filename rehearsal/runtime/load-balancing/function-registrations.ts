import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { FunctionEndpoint, FunctionTargets } from '../ports/function-targets.ts';
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
    const endpoint = await this.#open(scope, functionTargets, group, functionArn);
    // Another call may have come first while the endpoint was opened.
    if (group.targets.size > 0) {
      await endpoint.close();
      throw errors.tooManyFunctions(group.arn);
    }
    this.#add(group, functionArn, endpoint);
    await this.#context.publish();
    this.#context.changed.emit(group.arn);
  }

  /** Opens the endpoint of a function that was registered before the engine was started again. The caller publishes. */
  async reopen(scope: Scope, group: TargetGroup): Promise<void> {
    const { functionTargets } = this.#context;
    for (const { id } of group.targets.values())
      if (functionTargets) this.#add(group, id, await this.#open(scope, functionTargets, group, id));
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

  #open(scope: Scope, targets: FunctionTargets, group: TargetGroup, functionArn: string): Promise<FunctionEndpoint> {
    return targets.open(scope, {
      functionArn,
      targetGroupArn: group.arn,
      multiValueHeaders: () => group.attributes.get('lambda.multi_value_headers.enabled') === 'true',
    });
  }

  #add(group: TargetGroup, functionArn: string, endpoint: FunctionEndpoint): void {
    const { host, port } = endpoint;
    const registered = { id: functionArn, endpoint: { host, port }, registration: ++this.#registration };
    group.targets.set(functionArn, registered);
    this.#endpoints.set(registered, endpoint);
  }

  async #close(target: RegisteredTarget): Promise<void> {
    const endpoint = this.#endpoints.get(target);
    this.#endpoints.delete(target);
    await endpoint?.close();
  }
}
