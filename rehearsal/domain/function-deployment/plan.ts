import type { ReplacementPlan, Waits } from '../deployment/plan.ts';
import type { TrafficStep } from '../deployment/traffic-plan.ts';
import type { Weights } from '../deployment/weights.ts';
import type { FunctionHookEvent } from './lifecycle.ts';

/** All that a deployment of a function decided once, when it was created. Durations are as in the plan for ECS. */
export type FunctionPlan = FunctionReplacementPlan | FunctionRollbackPlan;

interface CommonPlan {
  deploymentId: string;
  /** As the AppSpec names it. */
  functionName: string;
  aliasName: string;
  /** The version that traffic moves to. */
  incomingVersion: string;
  /** The version that traffic leaves. */
  outgoingVersion: string;
  /** The versions' shares before the deployment touches them. */
  start: Weights;
  steps: readonly TrafficStep[];
  hooks: Partial<Record<FunctionHookEvent, string>>;
  waits: Pick<Waits, 'createdMs' | 'hookMs'>;
}

/** "The deployment shifts traffic from the original version to the replacement version": API, AppSpecContent. */
export interface FunctionReplacementPlan extends CommonPlan, Pick<ReplacementPlan, 'alarms' | 'rollback'> {
  kind: 'Replacement';
  /** Whether a deployment that ends in BeforeAllowTraffic is rolled back although nothing moved. Unknown of AWS. */
  rollBackUnshifted: boolean;
}

/** Back to the original version. */
export interface FunctionRollbackPlan extends CommonPlan {
  kind: 'Rollback';
  rollsBack: string;
}
