import { describe, expect, it } from '@jest/globals';
import { runHook, type HookPorts } from './hook.ts';

const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'execution-1' };
const never = new Promise<never>(() => {});

async function reportOf(ports: Partial<HookPorts>) {
  const reports: string[] = [];
  const logged: Readonly<Record<string, unknown>>[] = [];
  await runHook(EVENT, {
    log: (entry) => logged.push(entry),
    verify: async () => [],
    report: async (status) => {
      reports.push(status);
    },
    within: () => never,
    ...ports,
  });
  return { reports, logged };
}

describe('the hook', () => {
  it('reports success when nothing is wrong', async () => {
    expect((await reportOf({})).reports).toEqual(['Succeeded']);
  });

  it('reports failure, and logs why', async () => {
    const { reports, logged } = await reportOf({ verify: async () => ['green answers 500'] });
    expect(reports).toEqual(['Failed']);
    expect(logged).toEqual([
      { event: 'verdict', deploymentId: 'd-1', status: 'Failed', problems: ['green answers 500'] },
    ]);
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('AccessDenied'))],
    [
      'throws',
      () => {
        throw new Error('AccessDenied');
      },
    ],
  ])('reports failure when the check %s', async (_name, verify) => {
    const { reports, logged } = await reportOf({ verify });
    expect(reports).toEqual(['Failed']);
    expect(JSON.stringify(logged)).toContain('AccessDenied');
  });

  it('reports failure when the check does not end in time', async () => {
    const { reports, logged } = await reportOf({ verify: () => never, within: async () => {} });
    expect(reports).toEqual(['Failed']);
    expect(JSON.stringify(logged)).toContain('did not end within');
  });

  it('fails the invocation when it cannot report, so that the failure is seen', async () => {
    await expect(reportOf({ report: async () => Promise.reject(new Error('throttled')) })).rejects.toThrow('throttled');
  });
});
