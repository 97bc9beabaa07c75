/** A deployment and what surrounds it, as the release tool thinks of it. AWS clients' shapes stop in `aws/`. */

/**
 * The lifecycle events of an ECS deployment, in order; all eight are listed from the start.
 * Source: CodeDeploy user guide, "Deployment steps for an Amazon ECS deployment".
 */
export const LIFECYCLE_EVENTS = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const;

export interface LifecycleEvent {
  name: string;
  /** Pending, InProgress, Succeeded, Failed, Skipped or Unknown. */
  status: string;
  /** Epoch milliseconds. */
  startedAt?: number;
  endedAt?: number;
  diagnostics?: { errorCode?: string; message?: string; logTail?: string };
}

/** A task set as a deployment target shows it. */
export interface TargetTaskSet {
  id: string;
  /** `Blue` is the original, `Green` the replacement, whatever their target groups are called. */
  label: 'Blue' | 'Green' | undefined;
  /** Percent of the production traffic that was asked for. */
  weight: number;
  desired: number;
  running: number;
  pending: number;
}

/** How a Lambda deployment moves its alias. */
export interface FunctionShift {
  functionName: string;
  alias: string;
  /** Numbers of published versions. */
  currentVersion: string;
  targetVersion: string;
  /** Percent of the target version; undefined before the deployment started. */
  weight: number | undefined;
}

export interface Deployment {
  id: string;
  platform: 'ECS' | 'Lambda';
  /** Created, Queued, InProgress, Baking, Ready, Succeeded, Failed or Stopped. */
  status: string;
  application: string;
  group: string;
  config: string;
  /** `user`, `codeDeployRollback`, `CloudFormation` … */
  creator: string;
  /** The task definition that its AppSpec names. */
  taskDefinition: string | undefined;
  /** Of a Lambda deployment. */
  functionShift: FunctionShift | undefined;
  createdAt: number | undefined;
  completedAt: number | undefined;
  error: { code: string; message: string } | undefined;
  rollback: { id: string; message: string } | undefined;
  autoRollback: boolean;
  /** Minutes that blue is kept after the shift; undefined when it is kept for good. */
  terminationWaitMinutes: number | undefined;
  alarms: string[];
  productionListeners: string[];
  testListeners: string[];
  /** Names, not ARNs: so CodeDeploy has them. */
  targetGroupNames: string[];
  events: LifecycleEvent[];
  taskSets: TargetTaskSet[];
}

/**
 * All eight events succeeded: the release is finished, even though the status stays InProgress for as long as blue
 * waits for its termination (seen on a real account, 2026-08). A Lambda deployment waits for nothing and is Succeeded then.
 */
export const isFinished = (deployment: Pick<Deployment, 'status' | 'events'>): boolean =>
  deployment.status === 'Succeeded' ||
  LIFECYCLE_EVENTS.every((name) =>
    deployment.events.some((event) => event.name === name && event.status === 'Succeeded'),
  );

const ENDED = ['Succeeded', 'Failed', 'Stopped'];

export const hasEnded = (deployment: Pick<Deployment, 'status'>): boolean => ENDED.includes(deployment.status);

export const isRollback = (deployment: Pick<Deployment, 'creator'>): boolean =>
  deployment.creator === 'codeDeployRollback';

/** What a deployment releases, in words: `picus-prod:7`, or `picus-prod-delete-item version 7`. */
export const releaseName = ({ taskDefinition, functionShift }: Deployment): string =>
  functionShift ? versionName(functionShift.functionName, functionShift.targetVersion) : revisionName(taskDefinition);

export const versionName = (functionName: string, version: string): string => `${functionName} version ${version}`;

/** `picus-prod:7` of a task definition's ARN. */
export const revisionName = (taskDefinitionArn: string | undefined): string =>
  taskDefinitionArn?.split('/').at(-1) ?? 'an unknown revision';

/** `blue-group` of a target group's ARN. */
export const targetGroupName = (arn: string): string => arn.split('/')[1] ?? arn;
