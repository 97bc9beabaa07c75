import { describe, expect, it } from '@jest/globals';
import { computedDesiredCount, isSteady, reconcile, type TaskSetView, type TaskView } from './reconcile.ts';

const NOW = 1_000_000;
const task = (id: string, facts: Partial<TaskView> = {}): TaskView => ({
  id,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  createdAt: NOW - 1000,
  startedAt: NOW - 900,
  target: 'healthy',
  ...facts,
});
const view = (desiredCount: number, tasks: TaskView[], facts: Partial<TaskSetView> = {}): TaskSetView => ({
  desiredCount,
  loadBalanced: true,
  tasks,
  startNotBefore: 0,
  ...facts,
});

describe('reconcile', () => {
  it('starts what is missing', () => {
    expect(reconcile(view(3, [task('a')]), NOW, 0)).toEqual({ start: 2, stop: [] });
  });

  it('counts tasks that are still starting', () => {
    expect(reconcile(view(1, [task('a', { lastStatus: 'PROVISIONING' })]), NOW, 0).start).toBe(0);
  });

  it('replaces tasks that are ending', () => {
    expect(reconcile(view(1, [task('a', { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' })]), NOW, 0).start).toBe(1);
  });

  it('waits while starts are throttled, and says until when', () => {
    expect(reconcile(view(1, [], { startNotBefore: NOW + 50 }), NOW, 0)).toEqual({
      start: 0,
      stop: [],
      lookAgainAt: NOW + 50,
    });
  });

  it('stops first what does not run, then the newest', () => {
    const tasks = [
      task('old'),
      task('new', { createdAt: NOW - 10 }),
      task('starting', { lastStatus: 'PENDING', createdAt: NOW - 5000 }),
    ];
    expect(reconcile(view(1, tasks), NOW, 0).stop).toEqual([
      { taskId: 'starting', why: 'scaling' },
      { taskId: 'new', why: 'scaling' },
    ]);
  });

  it('ignores an unhealthy target in the grace period, then replaces its task', () => {
    const sick = view(1, [task('a', { target: 'unhealthy', startedAt: NOW - 100 })]);
    expect(reconcile(sick, NOW, 500)).toEqual({ start: 0, stop: [], lookAgainAt: NOW + 400 });
    expect(reconcile(sick, NOW + 400, 500)).toEqual({ start: 1, stop: [{ taskId: 'a', why: 'unhealthy' }] });
  });

  it('stops every task of a task set at scale 0', () => {
    expect(reconcile(view(0, [task('a'), task('b')]), NOW, 0).stop).toHaveLength(2);
  });
});

describe('isSteady', () => {
  it('needs every task running and healthy', () => {
    expect(isSteady(view(2, [task('a'), task('b')]))).toBe(true);
    expect(isSteady(view(2, [task('a'), task('b', { target: 'initial' })]))).toBe(false);
    expect(isSteady(view(2, [task('a')]))).toBe(false);
    expect(isSteady(view(1, [task('a'), task('b', { lastStatus: 'PENDING' })]))).toBe(false);
  });

  it('asks no load balancer that is not there', () => {
    const { target: _target, ...unregistered } = task('a');
    expect(isSteady(view(1, [unregistered], { loadBalanced: false }))).toBe(true);
  });

  it('does not count tasks that shall stop', () => {
    expect(isSteady(view(1, [task('a'), task('b', { desiredStatus: 'STOPPED' })]))).toBe(true);
  });
});

describe('computedDesiredCount', () => {
  it('rounds up', () => {
    expect([computedDesiredCount(100, 2), computedDesiredCount(50, 3), computedDesiredCount(0, 3)]).toEqual([2, 2, 0]);
  });
});
