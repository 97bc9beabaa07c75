import * as client from '@aws-sdk/client-application-auto-scaling';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { ApplicationAutoScalingDependencies } from './dependencies.ts';
import { deleteScalingPolicy } from './operations/delete-scaling-policy.ts';
import { deregisterScalableTarget } from './operations/deregister-scalable-target.ts';
import { describeScalableTargets } from './operations/describe-scalable-targets.ts';
import { describeScalingActivities } from './operations/describe-scaling-activities.ts';
import { describeScalingPolicies } from './operations/describe-scaling-policies.ts';
import { describeScheduledActions } from './operations/describe-scheduled-actions.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putScalingPolicy } from './operations/put-scaling-policy.ts';
import { putScheduledAction } from './operations/put-scheduled-action.ts';
import { registerScalableTarget } from './operations/register-scalable-target.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';

/** Application Auto Scaling for the desired counts of ECS services. */
export function applicationAutoScalingApi(dependencies: ApplicationAutoScalingDependencies): ServiceTable {
  return {
    name: 'application-auto-scaling',
    client,
    operations: {
      DeleteScalingPolicy: deleteScalingPolicy(dependencies),
      DeregisterScalableTarget: deregisterScalableTarget(dependencies),
      DescribeScalableTargets: describeScalableTargets(dependencies),
      DescribeScalingActivities: describeScalingActivities(dependencies),
      DescribeScalingPolicies: describeScalingPolicies(dependencies),
      DescribeScheduledActions: describeScheduledActions,
      ListTagsForResource: listTagsForResource(dependencies),
      PutScalingPolicy: putScalingPolicy(dependencies),
      PutScheduledAction: putScheduledAction,
      RegisterScalableTarget: registerScalableTarget(dependencies),
      TagResource: tagResource(dependencies),
      UntagResource: untagResource(dependencies),
    },
    gaps: [
      'Only desired counts of ECS services are scaled: other namespaces and dimensions are refused by name.',
      'Only target tracking: step and predictive scaling and scheduled actions are refused by name.',
      'The capacity is metric ÷ target × capacity, rounded up, in both directions; AWS says only that it scales out in proportion and in more gradually.',
      'Alarms are above the target for 3 minutes and below nine tenths of it for 15, as seen on real services; AWS documents neither.',
      'Unverified: in a scale-out cool-down a policy computes from the capacity before it, so that only a larger scale-out is made.',
      'Unverified: an update of a policy keeps the names of its alarms, and with DisableScaleIn there is no AlarmLow.',
      'Unverified: single members of SuspendedState that are not given stay as they are; a new minimum is enforced by the next scaling only.',
      'CPUUtilization and MemoryUtilization are of the processes of this machine from when their task runs; the runtime of containers has none. Nothing limits a process to its CPU units: what is above is cut off at 100 %.',
      'CPUUtilization is of simulated time, as requests a minute are: at 60 a processor that is busy for a second has worked a sixtieth of a minute, so a CPU target is reached by real load only near real time (--speed 1).',
      'A count that changes while traffic shifts fails no deployment here; AWS stops one whose service is not steady again in five minutes.',
      'Activities that did not scale are not recorded; policies of services that are deleted stay until they are deleted.',
    ],
  };
}
