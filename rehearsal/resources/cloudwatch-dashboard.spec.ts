import { describe, expect, it } from '@jest/globals';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { recordedTypes } from './recorded-types.ts';

const context = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/prod/1',
  stackName: 'prod',
  logicalId: 'Dashboard',
} as ResourceContext;
const describeWith = (properties: Record<string, unknown>) =>
  recordedTypes.find(({ type }) => type === 'AWS::CloudWatch::Dashboard')?.describe(properties, context);

describe('AWS::CloudWatch::Dashboard', () => {
  it('is recorded under its name', () => {
    expect(describeWith({ DashboardName: 'picus-prod', DashboardBody: '{"widgets":[]}' })?.physicalId).toBe(
      'picus-prod',
    );
    expect(describeWith({ DashboardBody: '{"widgets":[]}' })?.physicalId).toMatch(/^Dashboard-\w{12}$/);
  });

  it('fails with a body that CloudWatch would refuse', () => {
    expect(() => describeWith({ DashboardBody: '{"widgets":[{"type":"text","x":30,"properties":{}}]}' })).toThrow(
      'The dashboard body is invalid. /widgets/0/x: It must be a whole number from 0 to 23. ' +
        '/widgets/0/properties: A widget of the type text has the property markdown.',
    );
  });
});
