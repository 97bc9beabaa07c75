import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { LogGroups } from './log-groups.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };

describe('log groups of an engine that was started again', () => {
  it('are there with their settings and take events; earlier events are in the files only', () => {
    const clock = new ManualClock();
    const [before, after] = [new LogGroups({ clock }), new LogGroups({ clock })];
    before.create(scope, '/service', { retentionInDays: 30, tags: { team: 'a' } });
    before.append(scope, '/service', 'task/1', [{ at: clock.now(), message: 'earlier' }]);

    after.restore(deserialize(serialize(before.save())) as ReturnType<LogGroups['save']>);
    expect(after.get(scope, '/service')).toMatchObject({ retentionInDays: 30, tags: { team: 'a' } });
    expect(() => after.create(scope, '/service')).toThrow('already exists');
    after.append(scope, '/service', 'task/1', [{ at: clock.now(), message: 'later' }]);
    expect(after.stream(scope, '/service', 'task/1').events()).toMatchObject([{ message: 'later' }]);
  });
});
