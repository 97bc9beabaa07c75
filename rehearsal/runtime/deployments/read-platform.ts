import type { ComputePlatform } from './deployment-group.ts';
import { errors } from './errors.ts';

/** Without a platform AWS makes applications and configurations for Server, which is not rehearsed. */
export function readPlatform(computePlatform: string | undefined): ComputePlatform {
  if (computePlatform === 'ECS' || computePlatform === 'Lambda') return computePlatform;
  throw errors.unsupportedComputePlatform(computePlatform ?? 'Server');
}
