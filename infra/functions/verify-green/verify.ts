import { probesOf } from './probes.ts';
import type { Clock, LoadBalancerView, Log, SendRequest } from './ports.ts';

export interface VerifyPorts {
  readonly loadBalancer: LoadBalancerView;
  readonly send: SendRequest;
  readonly clock: Clock;
  readonly newRequestId: () => string;
  readonly log: Log;
}

export interface VerifyInput {
  readonly productionListenerArn: string;
  readonly testListenerArn: string;
  /** Blue and green, in either order: which of them is being released is what the test listener says. */
  readonly targetGroupArns: readonly string[];
  /** Who may ask green, as the environment's configuration has it. */
  readonly access: 'public' | 'restricted';
  /** How long the load balancer may take to hold every target healthy. */
  readonly healthyWithinMilliseconds: number;
}

const POLL_MILLISECONDS = 1000;

/** @returns what is wrong with green; nothing when it may take traffic. */
export async function verifyGreen(input: VerifyInput, ports: VerifyPorts): Promise<readonly string[]> {
  const { loadBalancer, log } = ports;
  const released = await groupUnderTest(input, loadBalancer);
  if ('problem' in released) return [released.problem];
  log({ event: 'group', targetGroupArn: released.targetGroupArn });

  const unhealthy = await unhealthyTargets(released.targetGroupArn, input.healthyWithinMilliseconds, ports);
  if (unhealthy !== undefined) return [unhealthy];

  const addresses = await loadBalancer.privateAddresses();
  if (addresses.length === 0) return ['The load balancer has no address inside the VPC'];
  return probeAll(addresses, input.access, ports);
}

/** While a release is tested, production still has the other group; were it the same, the test would prove nothing about green. */
async function groupUnderTest(
  { testListenerArn, productionListenerArn, targetGroupArns }: VerifyInput,
  loadBalancer: LoadBalancerView,
): Promise<{ targetGroupArn: string } | { problem: string }> {
  const [tested, live] = await Promise.all([
    loadBalancer.forwardedTo(testListenerArn),
    loadBalancer.forwardedTo(productionListenerArn),
  ]);
  const [group, ...more] = tested;
  if (group === undefined || more.length > 0)
    return { problem: `The test listener forwards to ${tested.length} target groups, not to the released one alone` };
  if (!targetGroupArns.includes(group))
    return { problem: `The test listener forwards to ${group}, which is neither blue nor green` };
  if (live.includes(group)) return { problem: `Production already forwards to ${group}, the group under test` };
  return { targetGroupArn: group };
}

/** CodeDeploy can get here before the load balancer has checked its targets, and has gone on with unhealthy ones. */
async function unhealthyTargets(
  targetGroupArn: string,
  withinMilliseconds: number,
  { loadBalancer, clock, log }: VerifyPorts,
): Promise<string | undefined> {
  const deadline = clock.now() + withinMilliseconds;
  for (;;) {
    const states = await loadBalancer.targetStates(targetGroupArn);
    // Targets of the release before are still leaving; they get no requests.
    const current = [...states].filter(([, state]) => state !== 'draining');
    log({ event: 'targets', targetGroupArn, states: Object.fromEntries(states) });
    if (current.length > 0 && current.every(([, state]) => state === 'healthy')) return undefined;
    if (clock.now() + POLL_MILLISECONDS > deadline)
      return current.length === 0
        ? `No target is registered with ${targetGroupArn}`
        : `Not every target is healthy: ${current.map(([target, state]) => `${target} ${state}`).join(', ')}`;
    await clock.sleep(POLL_MILLISECONDS);
  }
}

async function probeAll(
  addresses: readonly string[],
  access: VerifyInput['access'],
  { send, newRequestId, log }: VerifyPorts,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const address of addresses) {
    for (const { path, problemOf } of probesOf(access)) {
      const requestId = newRequestId();
      const problem = await send({ address, path, requestId }).then(problemOf, (error: unknown) => describe(error));
      log({ event: 'probe', address, path, requestId, problem: problem ?? null });
      if (problem !== undefined) problems.push(`GET ${path} at ${address} (request ${requestId}): ${problem}`);
    }
  }
  return problems;
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
