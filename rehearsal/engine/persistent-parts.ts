import type { Persistent } from '../kernel/persistent.ts';
import type { World } from './world.ts';

/** Everything that survives the engine, in the order in which it is resumed: what others use comes first. */
export const persistentParts = (world: World): Persistent[] => [
  world.roles,
  world.parameters,
  world.secrets,
  world.databases,
  world.network,
  world.logs,
  world.alarms,
  world.functions,
  world.topics,
  world.events,
  world.rotations,
  world.repositories,
  // Listeners open with them, and the names lead to listeners.
  world.certificates,
  world.recordSets,
  world.loadBalancing,
  world.containerService.persistent,
  world.autoScaling.persistent,
  world.codeDeploy.persistent,
  // Their store takes a moment to start, for which deployments need not wait.
  world.tables,
  world.builds,
  // Their rollbacks use all that comes before them.
  world.stacks,
  // What waited in them may start actions at once, stacks' too.
  world.pipelines,
];
