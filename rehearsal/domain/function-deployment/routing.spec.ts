import { describe, expect, it } from '@jest/globals';

import { trafficSteps, type TrafficRouting } from '../deployment/traffic-plan.ts';
import { lambdaRoutingProblem, PREDEFINED_LAMBDA_CONFIGS } from './routing.ts';

const linear = (percentage: number, intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedLinear',
  percentage,
  intervalMinutes,
});
const canary = (intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedCanary',
  percentage: 10,
  intervalMinutes,
});

describe('traffic routing for Lambda', () => {
  it.each([
    ['LambdaCanary10Percent5Minutes', [10, 100], 5],
    ['LambdaCanary10Percent30Minutes', [10, 100], 30],
    ['LambdaLinear10PercentEvery1Minute', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 1],
    ['LambdaLinear10PercentEvery10Minutes', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 10],
    ['LambdaAllAtOnce', [100], undefined],
  ])('%s', (name, percents, interval) => {
    const steps = trafficSteps(PREDEFINED_LAMBDA_CONFIGS[`CodeDeployDefault.${name}`] as TrafficRouting, 1);
    expect(steps.map(({ percent }) => percent)).toEqual(percents);
    expect(steps[1]?.afterMs).toBe(interval);
  });

  it('keeps the bounds that were measured, and no minute more', () => {
    for (const [percentage, minutes] of [
      [99, 2880],
      [50, 1440],
      [33, 960],
      [10, 288],
      [1, 28],
    ] as const) {
      expect(lambdaRoutingProblem(linear(percentage, minutes))).toBeUndefined();
      expect(lambdaRoutingProblem(linear(percentage, minutes + 1))).toContain('up to 2880 minutes');
    }
    expect(lambdaRoutingProblem(canary(2880))).toBeUndefined();
    expect(lambdaRoutingProblem(canary(2881))).toContain('Canary interval');
    expect(lambdaRoutingProblem(canary(0))).toContain('Canary interval');
  });

  it('has whole percentages below 100, and must be said', () => {
    for (const percentage of [0, 100, 1.5]) expect(lambdaRoutingProblem(linear(percentage, 1))).toContain('1 to 99');
    expect(lambdaRoutingProblem(undefined)).toContain('cannot be null');
    expect(lambdaRoutingProblem({ type: 'AllAtOnce' })).toBeUndefined();
  });
});
