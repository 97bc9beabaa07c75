import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { AlarmActionHandler } from '../ports/alarm-actions.ts';
import type { DesiredCounts } from '../ports/desired-counts.ts';
import { ScalableTargets } from './scalable-targets.ts';
import { ScalingActivities } from './scaling-activities.ts';
import { ScalingPolicies } from './scaling-policies.ts';
import { ScalingRunner, type ScalingRunnerDependencies } from './scaling-runner.ts';

export interface AutoScalingDependencies {
  clock: Clock;
  ids: Ids;
  log: Log;
  alarms: Alarms;
  metrics: ScalingRunnerDependencies['metrics'];
  counts: DesiredCounts;
}

/** Application Auto Scaling, for the counts of ECS services. */
export interface AutoScaling {
  readonly targets: ScalableTargets;
  readonly policies: ScalingPolicies;
  readonly activities: ScalingActivities;
  readonly persistent: Persistent;
  /** What an alarm of a policy does when it changes; as long as it lasts, the policy looks at it by itself. */
  readonly alarmActions: AlarmActionHandler;
  /** With the target go its policies. Source: DeregisterScalableTarget. */
  deregister(scope: Scope, resourceId: string): void;
  start(): void;
  stop(): void;
}

export function autoScaling(deps: AutoScalingDependencies): AutoScaling {
  const targets = new ScalableTargets(deps);
  const policies = new ScalingPolicies({ ...deps, targets });
  const activities = new ScalingActivities(deps);
  const runner = new ScalingRunner({ ...deps, targets, policies, activities, alarmStates: deps.alarms });
  const save = () => ({ targets: targets.save(), policies: policies.save(), activities: activities.save() });
  return {
    targets,
    policies,
    activities,
    persistent: {
      name: 'auto-scaling',
      save,
      restore(saved: ReturnType<typeof save>) {
        targets.restore(saved.targets);
        policies.restore(saved.policies);
        activities.restore(saved.activities);
      },
    },
    alarmActions: {
      takes: (action) => parseArn(action)?.service === 'autoscaling',
      run({ scope, action }) {
        if (!policies.list(scope).some(({ arn }) => arn === action))
          throw new Error('There is no such scaling policy.');
        runner.look();
      },
    },
    deregister(scope, resourceId) {
      targets.deregister(scope, resourceId);
      for (const { name } of policies.of(scope, resourceId)) policies.delete(scope, resourceId, name);
    },
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}
