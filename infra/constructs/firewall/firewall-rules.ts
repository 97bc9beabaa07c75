import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Environment } from '../../config/schema.ts';

type Rule = CfnWebACL.RuleProperty;

/** Seconds over which a rate is taken: the five minutes of the configuration. */
const RATE_WINDOW_SECONDS = 300;

/** Cheap ones first: a request that is blocked is not looked at again. */
export const firewallRules = ({ requestsPerFiveMinutes }: Environment['firewall']): readonly Rule[] => [
  managed('AWSManagedRulesAmazonIpReputationList', 0),
  {
    name: 'Rate',
    priority: 1,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: RATE_WINDOW_SECONDS,
        limit: requestsPerFiveMinutes,
      },
    },
    visibilityConfig: visible('Rate'),
  },
  managed('AWSManagedRulesKnownBadInputsRuleSet', 2),
  managed('AWSManagedRulesCommonRuleSet', 3, COUNTED_ONLY),
];

/**
 * Of the common rule set (WAF developer guide, "Core rule set (CRS) managed rule group"), these see attacks in what is data here:
 * - SizeRestrictions_BODY blocks bodies above 8 KB, all that WAF inspects behind a load balancer. An item may have 128 KiB, and
 *   the service refuses what is larger with 413.
 * - CrossSiteScripting_BODY blocks an item that holds markup. It is never rendered: answers are JSON, with nosniff and a
 *   content security policy that allows nothing.
 */
const COUNTED_ONLY = ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'];

/** A rule group of AWS, in its current default version: what AWS learns reaches the environment without a release. */
function managed(name: string, priority: number, countedOnly: readonly string[] = []): Rule {
  return {
    name,
    priority,
    // The group's own actions stand.
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ...(countedOnly.length > 0 && {
          ruleActionOverrides: countedOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        }),
      },
    },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string): Rule['visibilityConfig'] {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
