import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineFiles } from '../../../rehearsal/adapters/files/line-files.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import { apisOf } from '../../../rehearsal/engine/apis.ts';
import { createWorld, type World } from '../../../rehearsal/engine/world.ts';
import { scaledClock } from '../../../rehearsal/kernel/clock.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './gateway.ts';

/** The whole engine with nothing in it: accounts as AWS hands them out. */
export interface EmptyWorld {
  world: World;
  gateway: TestGateway;
  /** For files of a test; goes with the world. */
  folder: string;
  stop(): Promise<void>;
}

export async function startEmptyWorld(): Promise<EmptyWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'empty-world-'));
  const state = openStateDirectory(join(folder, 'state'), { fresh: true });
  const files = lineFiles(state.logs, () => {});
  let gateway: TestGateway | undefined;
  const world = await createWorld({
    clock: scaledClock(60),
    log: silentLog,
    files,
    state,
    defaultAccount: TEST_SCOPE.account,
    endpointUrl: () => gateway?.url ?? '',
    faults: () => [],
    invocationFaults: () => 0,
    assetByKey: () => undefined,
  });
  gateway = await startGateway(apisOf(world), { identities: world.identities });
  const started = gateway;
  return {
    world,
    gateway: started,
    folder,
    async stop() {
      await started.close();
      await world.close();
      await files.close();
      state.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
