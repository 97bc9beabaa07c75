import { describe, expect, it } from '@jest/globals';
import { doubledHours, shiftMinutes } from './release-capacity.ts';

describe('the time of a shift', () => {
  it.each([
    ['CodeDeployDefault.ECSAllAtOnce', 0],
    ['CodeDeployDefault.ECSCanary10Percent5Minutes', 5],
    ['CodeDeployDefault.LambdaCanary10Percent30Minutes', 30],
    ['CodeDeployDefault.ECSLinear10PercentEvery3Minutes', 27],
    ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', 9],
  ])('of %s is %d minutes', (name, minutes) => {
    expect(shiftMinutes(name)).toBe(minutes);
  });

  it('of another name is not guessed', () => {
    expect(() => shiftMinutes('Mine')).toThrow('The name Mine does not say how long it takes');
  });
});

it('both versions run while traffic shifts and while the one before waits', () => {
  const release = { deploymentConfig: 'CodeDeployDefault.ECSCanary10Percent15Minutes', instantRollbackMinutes: 60 };
  expect(doubledHours(release)).toBe(1.25);
});
