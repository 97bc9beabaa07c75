import { type FunctionTarget, functionTarget } from './function-target.ts';
import { type ServiceTarget, serviceTarget } from './service-target.ts';

/** What a stack releases: an ECS service, or a Lambda function. */
export type ReleaseTarget = ServiceTarget | FunctionTarget;

/** Reads a stack's outputs; `ComputePlatform` tells a function from a service. Throws CannotRelease. */
export const releaseTarget = (stack: string, outputs: Record<string, string>): ReleaseTarget =>
  outputs['ComputePlatform'] === 'Lambda' ? functionTarget(stack, outputs) : serviceTarget(stack, outputs);

/** What people call it. */
export const nameOf = (target: ReleaseTarget): string =>
  target.platform === 'Lambda' ? target.functionName : target.service;
