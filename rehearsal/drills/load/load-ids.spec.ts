import { describe, expect, it } from '@jest/globals';
import { LoadIds } from './load-ids.ts';

const item = (does: 'create' | 'read' | 'delete') => ({ thing: 'item', does });

describe('the things of a load', () => {
  it('exist only once their creation was answered', () => {
    const ids = new LoadIds('run');
    expect(ids.take(item('read'))).toBeUndefined();
    expect([ids.take(item('create')), ids.take(item('create'))]).toEqual(['run-1', 'run-2']);
    expect(ids.take(item('read'))).toBeUndefined();
    ids.created('item', 'run-2');
    expect(ids.take(item('read'))).toBe('run-2');
    expect(ids.take({ thing: 'other', does: 'read' })).toBeUndefined();
  });

  it('are deleted oldest first and once, and the newest are left for reading', () => {
    const ids = new LoadIds('run');
    for (let made = 0; made < 62; made++) ids.created('item', String(made));
    expect([ids.take(item('delete')), ids.take(item('delete')), ids.take(item('delete'))]).toEqual([
      '0',
      '1',
      undefined,
    ]);
    expect(ids.take(item('read'))).toBe('61');
  });
});
