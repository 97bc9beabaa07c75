import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';

/** One member of a forward action's groups, as the ELBv2 API has it. */
export interface ForwardedGroup {
  readonly TargetGroupArn: string;
  /** 0 to 999, relative to the other's. */
  readonly Weight: number;
}

/** Before the first release. */
export const allOnBlue = ({ blue, green }: TargetGroupPair): readonly ForwardedGroup[] => [
  weighted(blue, 100),
  weighted(green, 0),
];

const weighted = ({ targetGroupArn }: ITargetGroup, Weight: number) => ({ TargetGroupArn: targetGroupArn, Weight });
