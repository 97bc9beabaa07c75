import type { ServiceRef } from '../ports/task-sets.ts';
import { invalid, notRehearsed } from './errors.ts';

/** Source: RegisterScalableTarget, ResourceId: `service/my-cluster/my-service`. */
export function serviceOf(resourceId: string): ServiceRef {
  const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? [];
  if (!cluster || !service)
    throw invalid(`Unsupported service namespace, resource type or scalable dimension: ${resourceId}`);
  return { cluster, service };
}

/** Services of ECS are all that is scaled here. */
export function checkKind(namespace: string | undefined, dimension: string | undefined): void {
  if (namespace !== undefined && namespace !== 'ecs')
    throw notRehearsed(`scaling of the service namespace ${namespace}`);
  if (dimension !== undefined && dimension !== 'ecs:service:DesiredCount')
    throw notRehearsed(`the scalable dimension ${dimension}`);
}
