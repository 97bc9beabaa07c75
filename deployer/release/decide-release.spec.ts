import { describe, expect, it } from '@jest/globals';
import { decideRelease, type GroupState, type Wishes } from './decide-release.ts';
import { LIFECYCLE_EVENTS, type Deployment } from './deployment.ts';
import { deployment, events, outputs, REVISION_1, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { serviceTarget } from './service-target.ts';

const target = serviceTarget('svc', outputs());
const usual: Wishes = { force: false, until: 'finished' };
const live = taskSet({ taskDefinition: REVISION_1 });
const rest: GroupState = { taskSets: [live], active: undefined, productionShares: { [target.targetGroups.blue]: 100 } };
const allSucceeded = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));
const beside = (active: Partial<Deployment>): GroupState => ({ ...rest, active: deployment(active) });

describe('given a group at rest', () => {
  it('when another revision is live, then it creates, with the live group as blue', () => {
    expect(decideRelease(target, rest, usual)).toEqual({
      kind: 'create',
      primary: live,
      sides: { blue: target.targetGroups.blue, green: target.targetGroups.green, greenAlarms: ['svc-green-5xx'] },
    });
  });

  it("when the template's green group is live, then the other one is green now, with its own alarms", () => {
    const state = {
      ...rest,
      taskSets: [taskSet({ taskDefinition: REVISION_1, targetGroupArn: target.targetGroups.green })],
      productionShares: { [target.targetGroups.green]: 100 },
    };
    expect(decideRelease(target, state, usual)).toMatchObject({
      kind: 'create',
      sides: { blue: target.targetGroups.green, green: target.targetGroups.blue, greenAlarms: ['svc-blue-5xx'] },
    });
  });

  it('when the revision is live, then there is nothing to release, unless forced', () => {
    const state = { ...rest, taskSets: [taskSet({ taskDefinition: REVISION_2 })] };
    expect(decideRelease(target, state, usual)).toEqual({
      kind: 'nothing-to-release',
      message: 'Nothing to release: picus:2 already serves all traffic of picus.',
    });
    expect(decideRelease(target, state, { ...usual, force: true })).toMatchObject({ kind: 'create' });
  });

  it('when the revision is PRIMARY but traffic is split, then it does not claim that all is well', () => {
    const state = {
      ...rest,
      taskSets: [taskSet({ taskDefinition: REVISION_2 })],
      productionShares: { [target.targetGroups.blue]: 60, [target.targetGroups.green]: 40 },
    };
    expect(decideRelease(target, state, usual)).toMatchObject({
      kind: 'refuse',
      message: expect.stringContaining('only 60 %'),
    });
  });

  it('when the listener does not send to the PRIMARY task set, then it refuses', () => {
    expect(
      decideRelease(target, { ...rest, productionShares: { [target.targetGroups.green]: 100 } }, usual),
    ).toMatchObject({
      kind: 'refuse',
      message: expect.stringContaining('sends nothing to svc-blue'),
    });
  });

  it('when the PRIMARY task set is in a foreign target group, or there is none, then it refuses', () => {
    const foreign = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/other/1';
    expect(decideRelease(target, { ...rest, taskSets: [taskSet({ targetGroupArn: foreign })] }, usual)).toMatchObject({
      kind: 'refuse',
      message: expect.stringContaining('uses target group other'),
    });
    expect(decideRelease(target, { ...rest, taskSets: [] }, usual)).toMatchObject({ kind: 'refuse' });
  });
});

describe('given an active deployment', () => {
  it('of the same revision, unfinished, then it is adopted, forced or not', () => {
    const state = beside({ taskDefinition: REVISION_2, events: events({ Install: 'InProgress' }) });
    for (const force of [false, true]) {
      expect(decideRelease(target, state, { ...usual, force })).toMatchObject({
        kind: 'adopt',
        deploymentId: 'd-ACTIVE',
      });
    }
  });

  it('of the same revision, finished, then there is nothing to release, but its termination may be watched', () => {
    const state = beside({ taskDefinition: REVISION_2, events: allSucceeded });
    expect(decideRelease(target, state, usual)).toMatchObject({
      kind: 'nothing-to-release',
      message: expect.stringContaining('deployer stop --stack svc --rollback'),
    });
    expect(decideRelease(target, state, { ...usual, until: 'terminated' })).toMatchObject({ kind: 'adopt' });
    expect(decideRelease(target, state, { ...usual, force: true })).toMatchObject({ kind: 'end-rollback-window' });
  });

  it('of another revision, finished, then its rollback window is ended', () => {
    expect(decideRelease(target, beside({ taskDefinition: REVISION_1, events: allSucceeded }), usual)).toMatchObject({
      kind: 'end-rollback-window',
      deploymentId: 'd-ACTIVE',
    });
  });

  it.each(LIFECYCLE_EVENTS)(
    'of another revision, with %s not yet succeeded, then it refuses and says what to do',
    (pending) => {
      const state = beside({
        taskDefinition: REVISION_1,
        events: allSucceeded.map((event) => (event.name === pending ? { ...event, status: 'InProgress' } : event)),
      });
      expect(decideRelease(target, state, usual)).toEqual({
        kind: 'refuse',
        message:
          'Deployment d-ACTIVE is releasing picus:1 (InProgress). A group runs one deployment at a time: ' +
          'wait for its end (deployer watch --stack svc) or stop it (deployer stop --stack svc --rollback).',
      });
    },
  );

  it('that is a rollback, then it refuses, even when it names the same revision', () => {
    expect(
      decideRelease(target, beside({ creator: 'codeDeployRollback', taskDefinition: REVISION_2 }), usual),
    ).toMatchObject({
      kind: 'refuse',
      message: expect.stringContaining('is rolling picus back'),
    });
  });

  it('that has ended by now, then the state at rest decides', () => {
    expect(decideRelease(target, beside({ status: 'Succeeded' }), usual)).toMatchObject({ kind: 'create' });
  });
});
