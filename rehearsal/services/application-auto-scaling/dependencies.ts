import type { AutoScaling } from '../../runtime/scaling/auto-scaling.ts';

export interface ApplicationAutoScalingDependencies {
  autoScaling: AutoScaling;
}
