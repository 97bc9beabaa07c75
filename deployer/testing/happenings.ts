import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import type { FakeAws, Happening } from './fake-aws.ts';
import { events, GREEN, START } from './fixtures.ts';

/** What can happen to the newest deployment of a fake, as CodeDeploy was seen to do it. */

const succeeded = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'Succeeded']));

/** All events before this one succeeded, this one is in progress. */
export const reaches =
  (event: (typeof LIFECYCLE_EVENTS)[number]): Happening =>
  (world) => {
    const deployment = world.deployment();
    deployment.status = 'InProgress';
    deployment.events = events({
      ...succeeded(LIFECYCLE_EVENTS.slice(0, LIFECYCLE_EVENTS.indexOf(event))),
      [event]: 'InProgress',
    });
    if (event === 'AfterAllowTestTraffic') world.testGreen = 100;
    world.health[GREEN] = ['10.0.0.1:8080', '10.0.0.2:8080'].map((target) => ({
      target,
      state: 'healthy',
      reason: undefined,
    }));
  };

export const shifts =
  (green: number): Happening =>
  (world) => {
    reaches('AllowTraffic')(world);
    setWeight(world, green);
  };

export const finishes: Happening = (world) => {
  setWeight(world, 100);
  world.deployment().events = events(succeeded(LIFECYCLE_EVENTS));
};

/** Stopped or failed at an event, with the rollback as a deployment of its own. */
export const breaks =
  (how: {
    event: (typeof LIFECYCLE_EVENTS)[number];
    status: 'Stopped' | 'Failed';
    code: string;
    message: string;
    rollback?: boolean;
    diagnostics?: string;
  }): Happening =>
  (world) => {
    const broken = world.deployment();
    const index = LIFECYCLE_EVENTS.indexOf(how.event);
    broken.status = how.status;
    broken.error = { code: how.code, message: how.message };
    broken.events = events({
      ...succeeded(LIFECYCLE_EVENTS.slice(0, index)),
      [how.event]: 'Failed',
      ...Object.fromEntries(LIFECYCLE_EVENTS.slice(index + 1).map((name) => [name, 'Skipped'])),
    });
    if (how.diagnostics) broken.events[index]!.diagnostics = { message: how.diagnostics };
    if (how.rollback === false) return;
    broken.rollback = { id: 'd-ROLLBACK', message: '' };
    world.deployments.push({
      ...broken,
      id: 'd-ROLLBACK',
      creator: 'codeDeployRollback',
      status: 'InProgress',
      error: undefined,
      rollback: undefined,
    });
    world.deployments.reverse();
  };

export const rollsBack: Happening = (world) => {
  setWeight(world, 0);
  world.deployment('d-ROLLBACK').status = 'Succeeded';
  world.deployment('d-ROLLBACK').completedAt = START;
};

function setWeight(world: FakeAws, green: number): void {
  world.productionGreen = green;
  const of = (label: 'Blue' | 'Green', weight: number) => ({
    id: label,
    label,
    weight,
    desired: 2,
    running: 2,
    pending: 0,
  });
  const newest = world.deployments.find(({ creator }) => creator !== 'codeDeployRollback')!;
  newest.taskSets = [of('Blue', 100 - green), of('Green', green)];
}
