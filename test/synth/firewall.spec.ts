import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: object;
  readonly OverrideAction?: object;
  readonly Statement: {
    readonly ManagedRuleGroupStatement?: { readonly RuleActionOverrides?: readonly { readonly Name: string }[] };
    readonly RateBasedStatement?: { readonly Limit: number; readonly EvaluationWindowSec: number };
  };
  readonly VisibilityConfig: object;
}

describe.each(ENVIRONMENTS)('the firewall of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-edge`);
  const { Properties } = onlyOne(template, 'AWS::WAFv2::WebACL');
  const rules = Properties['Rules'] as Rule[];
  const rule = (name: string) => rules.find(({ Name }) => Name === name);

  it('stands before the load balancer, and is seen in metrics and samples', () => {
    const association = onlyOne(template, 'AWS::WAFv2::WebACLAssociation').Properties;
    expect(text(association['ResourceArn'])).toContain('LoadBalancerAlb');
    expect(Properties).toMatchObject({ Name: `picus-${environment}`, Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    for (const visible of [Properties['VisibilityConfig'], ...rules.map(({ VisibilityConfig }) => VisibilityConfig)])
      expect(visible).toMatchObject({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true });
  });

  it("blocks by AWS's rules and by rate", () => {
    expect(rules.map(({ Name, Priority }) => [Priority, Name])).toEqual([
      [0, 'AWSManagedRulesAmazonIpReputationList'],
      [1, 'Rate'],
      [2, 'AWSManagedRulesKnownBadInputsRuleSet'],
      [3, 'AWSManagedRulesCommonRuleSet'],
    ]);
    for (const { Name, OverrideAction } of rules.filter(({ Statement }) => Statement.ManagedRuleGroupStatement))
      expect([Name, OverrideAction]).toEqual([Name, { None: {} }]);
    expect(rule('Rate')).toMatchObject({
      Action: { Block: {} },
      Statement: {
        RateBasedStatement: {
          AggregateKeyType: 'IP',
          EvaluationWindowSec: 300,
          Limit: environment === 'prod' ? 10_000 : 2000,
        },
      },
    });
  });

  it('lets through what an item may hold: the service has its own limit', () => {
    const overridden = rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? []);
    expect(overridden).toEqual(
      ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'].map((Name) => ({ Name, ActionToUse: { Count: {} } })),
    );
  });

  it('logs what it blocked or counted, without secrets', () => {
    const [, { Properties: group }] = ofType(template, 'AWS::Logs::LogGroup').find(([id]) =>
      id.startsWith('Firewall'),
    )!;
    expect(group['LogGroupName']).toBe(`aws-waf-logs-picus-${environment}`);
    const logging = onlyOne(template, 'AWS::WAFv2::LoggingConfiguration').Properties;
    const [destination] = logging['LogDestinationConfigs'] as unknown[];
    expect(text(destination)).toMatch(
      /^arn:aws:logs:eu-west-1:111111111111:log-group:\$\{\{"Ref":"FirewallLogGroup\w+"\}\}$/,
    );
    expect(logging['RedactedFields']).toEqual([
      { SingleHeader: { Name: 'authorization' } },
      { SingleHeader: { Name: 'cookie' } },
    ]);
    expect(logging['LoggingFilter']).toMatchObject({ DefaultBehavior: 'DROP' });
  });
});
