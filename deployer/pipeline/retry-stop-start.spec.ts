import { describe, expect, it } from '@jest/globals';
import { retry, start, stop } from './retry-stop-start.ts';
import { FakePipelines } from './testing/fake-pipelines.ts';
import { execution, waitingView } from './testing/fixtures.ts';

const world = (...statuses: string[]) => {
  const made = new FakePipelines();
  made.views = [waitingView()];
  made.executions = statuses.map((status, index) => execution({ id: `e-${index}`, status }));
  return made;
};
const how = { abandon: false, reason: 'wrong' };

describe('what is done to a pipeline by hand', () => {
  it('retry takes the execution that is in the stage', async () => {
    const seen = world();
    await retry({ stage: 'Prod', all: true }, seen.context());
    expect(seen.writes).toEqual([{ pipeline: 'picus', executionId: 'e-1', stage: 'Prod', all: true }]);
    await expect(retry({ stage: 'prod', all: false }, seen.context())).rejects.toThrow('its stages are: Build, Prod.');
    await expect(retry({ stage: 'Prod', all: false }, new FakePipelines().context())).rejects.toThrow(
      'No execution has been in Prod yet.',
    );
  });

  it('stop takes the only execution that is under way', async () => {
    const seen = world('Succeeded', 'Stopping');
    await stop({ ...how, abandon: true }, seen.context());
    expect(seen.writes).toEqual([{ pipeline: 'picus', executionId: 'e-1', abandon: true, reason: 'wrong' }]);
    await expect(stop(how, world('Failed').context())).rejects.toThrow('No execution of picus is under way.');
    const several = world('InProgress', 'InProgress');
    await expect(stop(how, several.context())).rejects.toThrow('e-0 (InProgress), e-1 (InProgress)');
    await stop({ ...how, execution: 'e-0' }, several.context());
    expect(several.writes).toMatchObject([{ executionId: 'e-0' }]);
    await expect(stop({ ...how, reason: 'x'.repeat(201) }, seen.context())).rejects.toThrow('200 characters');
  });

  it('start says how to follow', async () => {
    const outcome = await start({}, world().context());
    expect(outcome.details).toEqual(['Follow it: npm run release -- pipeline watch --pipeline picus --execution e-9']);
  });
});
