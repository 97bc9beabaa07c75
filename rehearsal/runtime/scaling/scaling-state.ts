import type { TargetTrackingInput } from './target-tracking-input.ts';

/** Members and meanings: Application Auto Scaling API, SuspendedState. */
export interface SuspendedState {
  dynamicScalingIn: boolean;
  dynamicScalingOut: boolean;
  /** Recorded: there are no scheduled actions here. */
  scheduledScaling: boolean;
}

/** A service of ECS whose count may be changed. */
export interface ScalableTarget {
  arn: string;
  /** `service/<cluster>/<service>` */
  resourceId: string;
  minimum: number;
  maximum: number;
  roleArn: string;
  suspended: SuspendedState;
  tags: Record<string, string>;
  /** Epoch milliseconds. */
  createdAt: number;
  /** The cool-down of the last scale-in, real time; a scale-out ends it. */
  coolingInUntil?: number;
}

export interface ScalingPolicy {
  arn: string;
  name: string;
  resourceId: string;
  configuration: TargetTrackingInput;
  /** Names of its alarms; none for scaling in where that is disabled. */
  alarms: { high: string; low?: string };
  createdAt: number;
  /** Its last scale-out, for as long as the cool-down lasts (real time). */
  scaledOut?: { from: number; until: number };
}

export interface ScalingActivity {
  id: string;
  resourceId: string;
  description: string;
  cause: string;
  capacity: number;
  status: 'InProgress' | 'Successful' | 'Failed';
  message: string;
  startedAt: number;
  endedAt?: number;
}
