import type { LifecycleEventName } from '../../domain/deployment/lifecycle.ts';

/**
 * What nobody outside AWS knows about CodeDeploy, as settings. Every default is a choice, not a fact; `unverified`
 * lists them for people. Durations are simulated.
 */
export interface DeploymentSettings {
  /** How long a deployment stays Created. 2–3 s were seen on a real account. */
  createdSeconds: number;
  /** How often alarms are read. A real stop followed its alarm by 23 s. */
  alarmPollSeconds: number;
  /** An alarm that already rang when the deployment was created: stops it, or is ignored until it changes. */
  alarmsRingingAtStart: 'stop' | 'ignoreUntilTheyChange';
  /** The event before which a STOP_DEPLOYMENT gate waits. */
  readyGateBefore: LifecycleEventName;
  /** Whether a rollback gives the test listener back to the original group. */
  restoreTestListener: boolean;
  /**
   * True shifts traffic to a group without healthy targets, as AWS has been seen to do. False waits for a healthy
   * target and fails: stricter than AWS.
   */
  shiftToUnhealthy: boolean;
  /** How long a shift waits for a healthy target. ECS's guide names 5 minutes for a scaling service. */
  healthyTargetsMinutes: number;
  /** How long a rollback waits for one. */
  rollbackHealthyTargetsMinutes: number;
  /** Whether a deployment to Lambda that ends before it moved any traffic is followed by a rollback deployment. */
  rollBackUnshifted: boolean;
}

export const defaultSettings: DeploymentSettings = {
  createdSeconds: 2,
  alarmPollSeconds: 20,
  alarmsRingingAtStart: 'stop',
  readyGateBefore: 'BeforeAllowTraffic',
  restoreTestListener: true,
  shiftToUnhealthy: false,
  healthyTargetsMinutes: 5,
  rollbackHealthyTargetsMinutes: 60,
  rollBackUnshifted: true,
};

/** For docs/fidelity.md: one sentence each. */
export const unverifiedSettings: Readonly<Record<keyof DeploymentSettings, string>> = {
  createdSeconds: 'How long a deployment stays Created (2 s here; 2–3 s in one capture).',
  alarmPollSeconds: 'How often CodeDeploy reads alarms (20 s here; one capture shows 23 s from alarm to stop).',
  alarmsRingingAtStart: 'Whether an alarm that already rings stops a new deployment (here it does, at the first poll).',
  readyGateBefore: 'Between which events the manual gate waits (here before BeforeAllowTraffic).',
  restoreTestListener: 'Whether a rollback gives the test listener back (here it does).',
  shiftToUnhealthy:
    'CodeDeploy can shift to targets that the load balancer holds unhealthy; here a shift waits instead.',
  healthyTargetsMinutes:
    'How long a shift waits for a healthy target before it fails (5 minutes here; AWS does not wait).',
  rollbackHealthyTargetsMinutes:
    'How long a rollback waits for a healthy target of the original group (60 minutes here).',
  rollBackUnshifted:
    'Whether a deployment to Lambda that ends in BeforeAllowTraffic is followed by a rollback deployment (here it is).',
};
