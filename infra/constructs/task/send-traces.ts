import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * X-Ray takes OTLP with the permission of PutTraceSegments (X-Ray developer guide, "Setting up bearer token authentication for
 * traces"), and that action knows no resource (service authorization reference, X-Ray).
 */
export const sendTraces = (region: string, ...more: readonly `xray:${string}`[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['xray:PutTraceSegments', ...more],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:RequestedRegion': region } },
  });
