import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import { operationalAlarm } from './operational-alarm.ts';

/**
 * More blocked than one address may ask. The web ACL is called as the prefix is, in metrics, too; `ALL` is its own name for
 * all of its rules (WAF developer guide, "AWS WAF metrics and dimensions").
 */
export const firewallAlarms = (scope: Construct, prefix: string, { firewall }: Environment): Alarm[] => [
  operationalAlarm(scope, 'Blocked', {
    prefix,
    what: 'blocked-requests',
    metric: new Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      dimensionsMap: { WebACL: prefix, Region: Stack.of(scope).region, Rule: 'ALL' },
    }),
    threshold: firewall.requestsPerFiveMinutes,
    breaching: 1,
    // A count that is reported where it is not zero.
    missing: TreatMissingData.NOT_BREACHING,
    action: "Look at the firewall's log whether an attack or your own clients are blocked.",
  }),
];
