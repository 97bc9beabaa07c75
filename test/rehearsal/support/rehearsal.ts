import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DrilledProduct, readDrilledProduct } from '../../../rehearsal/adapters/product/product-config.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import type { Assembly } from '../../../rehearsal/domain/stack/assembly.ts';
import { awsClients, type AwsClients } from '../../../rehearsal/drills/aws-clients.ts';
import type { Stage } from '../../../rehearsal/drills/stage.ts';
import { liveDisplay } from '../../../rehearsal/drills/terminal/live-display.ts';
import { type Engine, startEngine } from '../../../rehearsal/engine.ts';
import type { Scope } from '../../../rehearsal/kernel/scope.ts';
import { eventually } from './eventually.ts';
import { ROOT, sharedDirectory } from './labelled-assembly.ts';
import { alive, ledgerOf } from './processes.ts';

/** A drill of the service alone, with what costs little: for tests of weights and rollbacks, which are about nothing else. */
export const serviceAlone: Partial<DrilledProduct['drill']> = {
  functionsStack: undefined,
  requests: ['/', '/version', '/api/v1/factorial?number=50'].map((path) => ({
    method: 'GET',
    path,
    statuses: [200],
    weight: 1,
  })),
};

/** Speed of all rehearsals here: the highest, a minute lasts a second. */
const SPEED = 60;
const QUIET_MS = 1000;

export interface Rehearsal {
  engine: Engine;
  scope: Scope;
  clients: AwsClients;
  /** For playRelease; the drill may do otherwise than the committed configuration says. */
  stage(drill?: Partial<DrilledProduct['drill']>): Stage;
  /** A file below the run's logs. */
  log(name: string): string;
}

const running: (() => Promise<void>)[] = [];

/** For afterAll: ends everything. Throws when an engine told an error or a process is left. */
export async function stopRehearsals(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

/** Starts an engine on a free port, with a state folder of its own, and deploys these environments. */
export async function startRehearsal(assembly: Assembly, environments: string[]): Promise<Rehearsal> {
  const product = readDrilledProduct(join(ROOT, 'rehearsal.config.json'));
  const scope = scopeOf(assembly);
  const state = openStateDirectory(mkdtempSync(join(tmpdir(), 'test-rehearsal-')), { fresh: true });
  const errors: string[] = [];
  const engine = await startEngine({
    product,
    speed: SPEED,
    port: 0,
    state: { ...state, images: sharedDirectory('images'), builds: sharedDirectory('builds') },
    defaultAccount: scope.account,
    alert: (level, message) => void (level === 'error' && errors.push(message)),
  });
  const clients = awsClients(engine.endpoint, scope);
  running.push(async () => {
    clients.destroy();
    await engine.stop();
    const started = ledgerOf(state.processLedger);
    await eventually('every process ended', () => (alive(started).length === 0 ? true : undefined), 5000);
    rmSync(state.root, { recursive: true, force: true });
    if (errors.length > 0) throw new Error(`The engine told errors:\n${errors.join('\n')}`);
  });
  await engine.deploy(assembly, environments, () => {});
  return {
    engine,
    scope,
    clients,
    stage: (drill) => ({
      engine,
      product: { ...product, drill: { ...product.drill, ...drill } },
      scope,
      clients,
      display: liveDisplay({ write: () => {} }),
      signal: new AbortController().signal,
      quietMs: QUIET_MS,
    }),
    log: (name) => readFileSync(join(state.logs, name), 'utf8'),
  };
}

function scopeOf({ environments }: Assembly): Scope {
  const [stack] = environments.flatMap(({ stacks }) => stacks);
  if (!stack) throw new Error('The assembly has no environment with stacks.');
  return { account: stack.account, region: stack.region };
}
