import { expect, it } from '@jest/globals';
import { acceptedFindings } from './findings.ts';

it('findings of a rule with one reason are one row, environments as one place', () => {
  const finding = (acknowledgedId: string, acknowledgedAt: string, reason = 'It is right.', constructs = 1) => ({
    acknowledgedId,
    acknowledgedAt,
    reason,
    violatingConstructs: Array.from({ length: constructs }),
  });
  const report = {
    pluginReports: [
      {
        pluginName: 'AwsSolutions',
        suppressedViolations: [
          finding('AwsSolutions::AwsSolutions-IAM5[Resource::*]', 'app-pipeline/dev/Service/Role'),
          finding(
            'AwsSolutions::AwsSolutions-IAM5[Action::s3:Get*]',
            'app-pipeline/prod/Service/Role',
            'It is right.',
            2,
          ),
          finding('AwsSolutions::AwsSolutions-IAM5[Resource::*]', 'app-pipeline/Pipeline', 'Another reason.'),
        ],
      },
      { pluginName: 'NIST.800.53.R5', suppressedViolations: [finding('NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ', '')] },
      { pluginName: 'Silent' },
    ],
  };
  expect([...acceptedFindings(report, { app: 'app', environments: ['dev', 'prod'] })]).toEqual([
    [
      'AwsSolutions',
      [
        { rule: 'IAM5', reason: 'Another reason.', count: 1, places: ['Pipeline'] },
        { rule: 'IAM5', reason: 'It is right.', count: 3, places: ['each environment/Service/Role'] },
      ],
    ],
    ['NIST.800.53.R5', [{ rule: 'LambdaDLQ', reason: 'It is right.', count: 1, places: ['everywhere'] }]],
    ['Silent', []],
  ]);
});
