import type { ImageGateway } from '../images/repository.ts';
import type { Deployment } from '../release/deployment.ts';
import type { ServiceTaskSet } from '../release/sides.ts';
import type { ServiceScaling, Suspended } from '../release/suspension.ts';
import type { TrafficShift } from '../watch/time-left.ts';

/** The narrow view that commands have of AWS: what they read, and every write they may make. */
export interface Gateways {
  stacks: { outputs(stack: string): Promise<Record<string, string>> };
  deployments: DeploymentGateway;
  services: ServiceGateway;
  scaling: ScalingGateway;
  traffic: TrafficGateway;
  alarms: { states(names: string[]): Promise<AlarmState[]> };
  requests: RequestGateway;
  functions: FunctionGateway;
  images: ImageGateway;
}

export interface DeploymentGateway {
  get(deploymentId: string): Promise<Deployment>;
  /** The one deployment of a group that has not ended. */
  active(application: string, group: string): Promise<Deployment | undefined>;
  /** The newest deployment of a group. */
  latest(application: string, group: string): Promise<Deployment | undefined>;
  create(request: NewDeployment): Promise<string>;
  /** ContinueDeployment TERMINATION_WAIT: blue is terminated now, and the rollback window is over. */
  endTerminationWait(deploymentId: string): Promise<void>;
  stop(deploymentId: string, rollback: boolean): Promise<string>;
  /** How the deployment configuration shifts traffic. */
  trafficShift(config: string): Promise<TrafficShift>;
}

export interface NewDeployment {
  application: string;
  group: string;
  config: string;
  description: string;
  appSpec: { content: string; sha256: string };
  /** Instead of the group's alarms. */
  alarms: string[];
}

export interface ServiceGateway {
  taskSets(cluster: string, service: string): Promise<ServiceTaskSet[]>;
  /** The same; undefined where there is no such service, or no such cluster, yet. */
  findTaskSets(cluster: string, service: string): Promise<ServiceTaskSet[] | undefined>;
  /** Image references of a task definition's containers. */
  imagesOf(taskDefinition: string): Promise<string[]>;
  /** Containers of the service's running tasks. */
  runningContainers(cluster: string, service: string): Promise<RunningContainer[]>;
  /** Why the latest stopped tasks of a revision stopped, without duplicates. */
  stoppedReasons(cluster: string, service: string, taskDefinition: string): Promise<string[]>;
}

export interface ScalingGateway {
  /** Undefined where nothing scales the service. */
  of(cluster: string, service: string): Promise<ServiceScaling | undefined>;
  /** Suspends what is true and resumes what is false; all else of the scalable target stays. */
  suspend(cluster: string, service: string, suspended: Suspended): Promise<void>;
  /** By the scalable target's ARN. */
  mark(arn: string, text: string): Promise<void>;
  unmark(arn: string): Promise<void>;
}

export interface RunningContainer {
  task: string;
  taskDefinition: string;
  name: string;
  /** As ECS names it: the task definition's reference, with the digest that ECS resolved it to, or without. */
  image: string;
  /** Of the manifest that runs. */
  digest: string | undefined;
}

export interface TrafficGateway {
  /** Percent of each target group in each listener's default action, by listener ARN. */
  shares(listenerArns: string[]): Promise<Record<string, Record<string, number>>>;
  targetHealth(targetGroupArn: string): Promise<TargetHealth[]>;
  /** ARNs by target group name. */
  targetGroupArns(names: string[]): Promise<Record<string, string>>;
}

export interface TargetHealth {
  target: string;
  /** initial, healthy, unhealthy, unused, draining … */
  state: string;
  reason: string | undefined;
}

export interface AlarmState {
  name: string;
  /** OK, ALARM or INSUFFICIENT_DATA. */
  state: string;
  reason: string;
}

interface RequestGateway {
  /** What each target group got in the minutes of the range that have any, oldest first. */
  byMinute(range: RequestRange): Promise<RequestMinute[]>;
}

interface RequestRange {
  /** Of the load balancer whose requests are meant. */
  listener: string;
  targetGroups: string[];
  /** Epoch milliseconds, whole minutes; `until` is not in it. */
  from: number;
  until: number;
  minuteMs: number;
}

export interface RequestMinute {
  at: number;
  /** In the order of the target groups. */
  requests: number[];
}

export interface FunctionGateway {
  lastLogLines(functionArn: string, count: number): Promise<FunctionLog | undefined>;
  routing(functionName: string, alias: string): Promise<AliasRouting>;
}

/** Which versions answer for an alias. */
export interface AliasRouting {
  /** Gets what `additional` does not. */
  version: string;
  /** Percent. */
  additional: { version: string; percent: number } | undefined;
}

export interface FunctionLog {
  group: string;
  stream: string;
  lines: string[];
}
