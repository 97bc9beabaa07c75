import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface Acknowledgement {
  /**
   * As the validation report writes it, with its pack: `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. Rules that list
   * findings want one acknowledgement for each. Without the pack cdk-nag 3 drops the finding and leaves no row.
   */
  readonly id: `${string}::${string}`;
  /** Why the finding is right here. */
  readonly reason: string;
}

/** Accepts findings on a construct and what is under it; they stay in the validation report, with the reason. */
export function acknowledge(construct: IConstruct, ...acknowledgements: readonly Acknowledgement[]): void {
  Validations.of(construct).acknowledge(...acknowledgements);
}
