import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Parameters } from './parameters.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };

describe('parameters of an engine that was started again', () => {
  it('have their versions, count on from them and stay in their scope', () => {
    const make = () => new Parameters({ clock: new ManualClock(), ids: randomIds });
    const [before, after] = [make(), make()];
    const write = (parameters: Parameters, value: string) =>
      parameters.put(scope, { name: '/a', type: 'String', value, by: 'arn:me', overwrite: true });
    write(before, 'one');
    write(before, 'two');

    after.restore(deserialize(serialize(before.save())) as ReturnType<Parameters['save']>);
    expect(after.get(scope, '/a:1').version.value).toBe('one');
    write(after, 'three');
    expect(after.get(scope, '/a').version).toMatchObject({ version: 3, value: 'three' });
    expect(() => after.get({ ...scope, region: 'us-east-2' }, '/a')).toThrow('/a not found');
  });
});
