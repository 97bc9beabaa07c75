import type {
  DeregisterScalableTargetCommandInput,
  DeregisterScalableTargetResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { Handler } from '../../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from '../dependencies.ts';
import { targetOf } from '../mapping.ts';

export const deregisterScalableTarget =
  ({
    autoScaling,
  }: ApplicationAutoScalingDependencies): Handler<
    DeregisterScalableTargetCommandInput,
    DeregisterScalableTargetResponse
  > =>
  (input, { scope }) => {
    autoScaling.deregister(scope, targetOf(input));
    return {};
  };
