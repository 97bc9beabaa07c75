import type { DeploymentCommand } from '../deployment/commands.ts';
import type { FunctionPlan } from './plan.ts';

/** As for ECS, so that people, functions, alarms and the runner speak to both alike; what only ECS has is rejected. */
export type FunctionDeploymentCommand =
  { at: number; type: 'Create'; plan: FunctionPlan } | Exclude<DeploymentCommand, { type: 'Create' }>;
