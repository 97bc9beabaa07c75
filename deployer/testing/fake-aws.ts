import type {
  AlarmState,
  AliasRouting,
  FunctionLog,
  Gateways,
  NewDeployment,
  RequestMinute,
  RunningContainer,
  TargetHealth,
} from '../aws/gateways.ts';
import type { Context } from '../context.ts';
import type { Line } from '../line.ts';
import { type Deployment, hasEnded, isFinished } from '../release/deployment.ts';
import type { ServiceTaskSet } from '../release/sides.ts';
import type { ServiceScaling } from '../release/suspension.ts';
import { appSpecProperty } from '../release/app-spec.ts';
import { FakeImages } from './fake-images.ts';
import { BLUE, deployment, functionDeployment, GREEN, outputs, PRODUCTION, START, taskSet, TEST } from './fixtures.ts';

/** One thing that happens to the world, in one pause of the tool. */
export type Happening = (world: FakeAws) => void;

/**
 * AWS as the release tool sees it: a real fake of the gateways, with one service. Time passes only in the tool's
 * pauses, and each pause lets the next happening happen.
 */
export class FakeAws {
  now = START;
  stackOutputs: Record<string, string> = outputs();
  taskSets: ServiceTaskSet[] = [taskSet()];
  deployments: Deployment[] = [];
  /** Undefined: nothing scales the service. */
  scaling: ServiceScaling | undefined;
  /** Thrown by the next write to the scaling. */
  scalingError: Error | undefined;
  /** Percent of the template's green group. */
  productionGreen = 0;
  testGreen = 0;
  health: Record<string, TargetHealth[]> = {};
  aliasRouting: AliasRouting = { version: '1', additional: undefined };
  alarmStates: AlarmState[] = ['svc-blue-5xx', 'svc-green-5xx', 'delete-item-errors'].map((name) => ({
    name,
    state: 'OK',
    reason: '',
  }));
  /** Requests of the target groups blue and green, by minute. */
  requestMinutes: RequestMinute[] = [];
  stoppedTasks: string[] = [];
  hookLog: FunctionLog | undefined;
  /** False before the service was ever created. */
  hasService = true;
  /** Image references by task definition. */
  taskImages: Record<string, string[]> = {};
  running: RunningContainer[] = [];
  readonly images = new FakeImages();
  /** What the tool wrote, in order. */
  readonly writes: string[] = [];
  readonly created: NewDeployment[] = [];
  readonly printed: Line[] = [];
  /** Thrown by the next reads of a deployment, one each. */
  readErrors: Error[] = [];
  readonly interrupt = new AbortController();
  readonly #happenings: Happening[];

  constructor(...happenings: Happening[]) {
    this.#happenings = happenings;
  }

  get printedText(): string {
    return this.printed.map(({ text }) => text).join('\n');
  }

  context(overrides: Partial<Context> = {}): Context {
    return {
      aws: this.gateways(),
      time: {
        now: () => this.now,
        sleep: async (ms, signal) => {
          this.now += ms;
          this.#happenings.shift()?.(this);
          signal.throwIfAborted();
        },
      },
      print: (line) => this.printed.push(line),
      interrupted: this.interrupt.signal,
      pollMs: 5000,
      timeoutMs: 60 * 60_000,
      ...overrides,
    };
  }

  /** The deployment with that id, or the last one made. */
  deployment(id?: string): Deployment {
    const found = id === undefined ? this.deployments.at(-1) : this.deployments.find((each) => each.id === id);
    if (!found)
      throw Object.assign(new Error(`The deployment ${id} could not be found`), {
        name: 'DeploymentDoesNotExistException',
      });
    return found;
  }

  gateways(): Gateways {
    const active = () => this.deployments.find((each) => !hasEnded(each));
    return {
      stacks: { outputs: async () => this.stackOutputs },
      deployments: {
        get: async (id) => {
          const error = this.readErrors.shift();
          if (error) throw error;
          return structuredClone(this.deployment(id));
        },
        active: async () => structuredClone(active()),
        latest: async () => structuredClone(this.deployments.at(-1)),
        create: async (request) => {
          const running = active();
          if (running) {
            throw Object.assign(
              new Error(`The Deployment Group '${request.group}' already has an active Deployment '${running.id}'`),
              {
                name: 'DeploymentLimitExceededException',
              },
            );
          }
          const id = `d-${this.deployments.length + 1}`;
          this.writes.push(`create ${id}`);
          this.created.push(request);
          const taskDefinition = appSpecProperty(request.appSpec.content, 'TaskDefinition');
          const begun = { id, status: 'Created', createdAt: this.now, events: [] };
          this.deployments.push(taskDefinition ? deployment({ ...begun, taskDefinition }) : functionDeployment(begun));
          return id;
        },
        endTerminationWait: async (id) => {
          this.writes.push(`continue ${id}`);
          if (!isFinished(this.deployment(id))) throw new Error('not in its termination wait');
          this.deployment(id).status = 'Succeeded';
        },
        stop: async (id, rollback) => {
          this.writes.push(`stop ${id} rollback=${rollback}`);
          return 'No more commands will be scheduled for execution in the deployment instances';
        },
        trafficShift: async () => ({ kind: 'linear', percent: 10, minutes: 1 }),
      },
      services: {
        taskSets: async () => structuredClone(this.taskSets),
        findTaskSets: async () => (this.hasService ? structuredClone(this.taskSets) : undefined),
        imagesOf: async (taskDefinition) => this.taskImages[taskDefinition] ?? [],
        runningContainers: async () => this.running,
        stoppedReasons: async () => this.stoppedTasks,
      },
      scaling: {
        of: async () => structuredClone(this.scaling),
        suspend: async (_cluster, _service, suspended) =>
          this.#scale(`suspend ${JSON.stringify(Object.values(suspended))}`, { suspended }),
        mark: async (_arn, mark) => this.#scale('mark', { mark }),
        unmark: async () => this.#scale('unmark', { mark: undefined }),
      },
      traffic: {
        shares: async (listeners) =>
          Object.fromEntries(
            listeners.map((listener) => {
              const green = listener === PRODUCTION ? this.productionGreen : listener === TEST ? this.testGreen : 0;
              return [listener, { [BLUE]: 100 - green, [GREEN]: green }];
            }),
          ),
        targetHealth: async (arn) => this.health[arn] ?? [],
        targetGroupArns: async () => ({ 'svc-blue': BLUE, 'svc-green': GREEN }),
      },
      alarms: { states: async (names) => this.alarmStates.filter(({ name }) => names.includes(name)) },
      requests: {
        byMinute: async ({ from, until }) => this.requestMinutes.filter(({ at }) => at >= from && at < until),
      },
      functions: {
        lastLogLines: async () => this.hookLog,
        routing: async () => structuredClone(this.aliasRouting),
      },
      images: this.images,
    };
  }

  #scale(write: string, change: Partial<ServiceScaling>): void {
    const error = this.scalingError;
    this.scalingError = undefined;
    if (error) throw error;
    if (!this.scaling) throw new Error('Nothing scales the service.');
    this.writes.push(write);
    Object.assign(this.scaling, change);
  }
}
