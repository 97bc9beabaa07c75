// Stand-ins for the ports of this room, for its own specs and the conformance tests.
import { Signal } from '../../kernel/signal.ts';
import type { NetworkAddresses } from '../ports/network-addresses.ts';
import type { Target, TargetGroups, TargetState } from '../ports/target-groups.ts';
import type { RunningTask, TaskObserver, TaskRuntime, TaskSpec } from '../ports/task-runtime.ts';

/** Target groups whose targets have the state that the test gives; draining ones stay until the test ends the drain. */
export class FakeTargetGroups implements TargetGroups {
  readonly changed = new Signal<string>();
  readonly targets = new Map<string, Map<string, { target: Target; state: TargetState }>>();
  /** State of newly registered targets. */
  initially: TargetState = 'healthy';
  /** Targets leave as soon as they are deregistered. */
  drainsAtOnce = true;
  loadBalancerArns = ['arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/lb/1'];

  byArn(_scope: unknown, arn: string) {
    const name = arn.split('/')[1] ?? arn;
    return { arn, name, fullName: `targetgroup/${name}/1`, loadBalancerArns: this.loadBalancerArns };
  }

  byName(scope: unknown, name: string) {
    return this.byArn(scope, `arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/${name}/1`);
  }

  async register(_scope: unknown, arn: string, targets: Target[]) {
    for (const target of targets) this.#of(arn).set(target.id, { target, state: this.initially });
    this.changed.emit(arn);
  }

  async deregister(_scope: unknown, arn: string, targets: { id: string }[]) {
    for (const { id } of targets) this.set(arn, id, 'draining');
    if (this.drainsAtOnce) this.drained(arn);
  }

  health(_scope: unknown, arn: string) {
    return [...this.#of(arn).values()].map(({ target: { id, port }, state }) => ({ id, port, state }));
  }

  set(arn: string, id: string, state: TargetState): void {
    const entry = this.#of(arn).get(id);
    if (entry) entry.state = state;
    this.changed.emit(arn);
  }

  setAll(arn: string, state: TargetState): void {
    for (const id of this.#of(arn).keys()) this.set(arn, id, state);
  }

  drained(arn: string): void {
    for (const [id, { state }] of this.#of(arn)) if (state === 'draining') this.#of(arn).delete(id);
    this.changed.emit(arn);
  }

  #of(arn: string) {
    const group = this.targets.get(arn) ?? new Map<string, { target: Target; state: TargetState }>();
    this.targets.set(arn, group);
    return group;
  }
}

export class FakeAddresses implements NetworkAddresses {
  readonly attached = new Set<string>();
  #next = 10;

  attach(_scope: unknown, subnetId: string) {
    const id = `eni-${String(this.#next).padStart(17, '0')}`;
    this.attached.add(id);
    return {
      id,
      subnetId,
      vpcId: 'vpc-1',
      availabilityZone: 'eu-west-1a',
      privateAddress: `10.0.0.${this.#next++}`,
      description: '',
      interfaceType: 'interface' as const,
      securityGroups: [],
      attachmentStatus: 'attached' as const,
    };
  }

  detach(_scope: unknown, id: string) {
    this.attached.delete(id);
  }
}

/** Tasks without processes: each listens at once on its containers' ports, and ends when the test says so. */
export class FakeTaskRuntime implements TaskRuntime {
  readonly running: { spec: TaskSpec; observer: TaskObserver; stopped: boolean }[] = [];
  /** When set, starting fails with it. */
  failure: Error | undefined;
  starts = 0;
  /** What the health check of a container says. */
  passes: (container: string) => boolean = () => true;
  readonly checks: { container: string; command: readonly string[]; timeoutMs: number }[] = [];

  async start(spec: TaskSpec, observer: TaskObserver): Promise<RunningTask> {
    this.starts++;
    if (this.failure) throw this.failure;
    const entry = { spec, observer, stopped: false };
    this.running.push(entry);
    const startContainer = async (container: TaskSpec['containers'][number]) => {
      observer.pulled(container.name, 'sha256:0');
      if (!(await observer.mayStart(container.name))) return;
      observer.started(container.name, {
        check: async (command, timeoutMs) => {
          this.checks.push({ container: container.name, command, timeoutMs });
          return { passed: this.passes(container.name), output: '' };
        },
      });
      for (const port of container.containerPorts)
        observer.listening(port, { host: '127.0.0.1', port: 40_000 + this.starts });
    };
    await Promise.all(spec.containers.map(startContainer));
    return {
      stop: async () => {
        if (entry.stopped) return;
        entry.stopped = true;
        for (const container of spec.containers) observer.exited(container.name, { exitCode: 0 });
      },
    };
  }

  async close() {}

  /** The task's only container ends by itself. */
  exit(index: number, exitCode: number): void {
    const entry = this.running[index];
    const container = entry?.spec.containers[0];
    if (!entry || !container) throw new Error(`There is no task ${index}.`);
    entry.stopped = true;
    entry.observer.exited(container.name, { exitCode });
  }

  alive() {
    return this.running.filter((entry) => !entry.stopped);
  }
}
