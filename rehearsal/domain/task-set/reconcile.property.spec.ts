import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { reconcile, type TaskSetView, type TaskView } from './reconcile.ts';

const NOW = 1_000_000;

const tasks = fc.uniqueArray(
  fc.record(
    {
      id: fc.uuid(),
      lastStatus: fc.constantFrom(
        'PROVISIONING',
        'PENDING',
        'ACTIVATING',
        'RUNNING',
        'DEACTIVATING',
        'STOPPING',
        'STOPPED',
      ),
      desiredStatus: fc.constantFrom('RUNNING', 'STOPPED'),
      createdAt: fc.integer({ min: 0, max: NOW }),
      startedAt: fc.integer({ min: 0, max: NOW }),
      target: fc.constantFrom('initial', 'healthy', 'unhealthy', 'draining'),
    },
    { requiredKeys: ['id', 'lastStatus', 'desiredStatus', 'createdAt'] },
  ),
  { selector: ({ id }) => id, maxLength: 12 },
) as fc.Arbitrary<TaskView[]>;

const views: fc.Arbitrary<TaskSetView> = fc.record({
  desiredCount: fc.integer({ min: 0, max: 6 }),
  loadBalanced: fc.boolean(),
  tasks,
  startNotBefore: fc.constantFrom(0, NOW + 1000),
});

it('asks for as many tasks as the task set shall run, never more, and stops only what it keeps', () => {
  fc.assert(
    fc.property(views, fc.integer({ min: 0, max: 2 * NOW }), (view, graceMs) => {
      const { start, stop, lookAgainAt } = reconcile(view, NOW, graceMs);
      const kept = view.tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').map(({ id }) => id);
      const stopped = stop.map(({ taskId }) => taskId);
      expect(new Set(stopped).size).toBe(stopped.length);
      expect(kept).toEqual(expect.arrayContaining(stopped));
      const left = kept.length - stopped.length + start;
      const throttled = NOW < view.startNotBefore;
      expect(left <= view.desiredCount && (throttled || left === view.desiredCount)).toBe(true);
      // What is not done yet is looked at again.
      expect(left === view.desiredCount || (lookAgainAt ?? 0) > NOW).toBe(true);
    }),
    { seed: 7, numRuns: 2000 },
  );
});
