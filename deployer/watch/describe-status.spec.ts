import { describe, expect, it } from '@jest/globals';
import { nextSides } from '../release/sides.ts';
import { NOTHING_MOVES } from '../release/suspension.ts';
import { serviceTarget } from '../release/service-target.ts';
import { BLUE, deployment, events, GREEN, outputs, REVISION_2, taskSet } from '../testing/fixtures.ts';
import { describeStatus } from './describe-status.ts';

describe('the status of a service', () => {
  it('is this text', () => {
    const target = serviceTarget('svc', outputs());
    const blue = taskSet();
    expect(
      describeStatus({
        target,
        taskSets: [blue, taskSet({ status: 'ACTIVE', taskDefinition: REVISION_2, targetGroupArn: GREEN, running: 1 })],
        scaling: { arn: 'arn', suspended: NOTHING_MOVES, mark: 'x' },
        active: deployment({ events: events({ BeforeInstall: 'Succeeded', Install: 'InProgress' }) }),
        sides: nextSides(target, blue),
        production: { [BLUE]: 100, [GREEN]: 0 },
        test: {},
        health: { [BLUE]: [{ target: 'x', state: 'healthy', reason: undefined }], [GREEN]: [] },
        alarms: [{ name: 'svc-blue-5xx', state: 'ALARM', reason: 'Threshold Crossed' }],
      }),
    ).toEqual([
      'service      picus in picus-cluster, svc-1.eu-west-1.elb.amazonaws.com',
      'stack names  picus:2',
      'deployment   d-ACTIVE releases picus:2, InProgress: Install',
      'task set     PRIMARY picus:1 on svc-blue (blue): 2 of 2 running, 1 healthy',
      'task set     ACTIVE picus:2 on svc-green (green): 1 of 2 running, 0 healthy',
      'scaling      suspended while traffic shifts',
      'production   svc-blue 100 %, svc-green 0 %',
      'test         no forward action',
      'alarm        svc-blue-5xx ALARM: Threshold Crossed',
    ]);
  });
});
