import { AwsError } from '../../kernel/aws-error.ts';
import type { DesiredCounts } from '../ports/desired-counts.ts';
import { primaryOf } from './service.ts';
import type { Services } from './services.ts';
import { counts } from './task-set-control.ts';

/**
 * Under CODE_DEPLOY a changed count reaches every task set by its scale, in the middle of a deployment too: auto scaling "is not
 * blocked during a deployment" (ECS developer guide, blue/green considerations).
 */
export const desiredCounts = (services: Services): DesiredCounts => ({
  read(scope, { cluster, service: name }) {
    try {
      const service = services.active(scope, cluster, name);
      const primary = primaryOf(service);
      return { desired: service.desiredCount, running: primary ? counts(primary).runningCount : 0 };
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  },
  set: (scope, { cluster, service }, desiredCount) => void services.update(scope, cluster, service, { desiredCount }),
});
