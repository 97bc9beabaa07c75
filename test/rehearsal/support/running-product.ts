import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProductConfig } from '../../../rehearsal/adapters/product/product-config.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import { firstAccount, synthesize } from '../../../rehearsal/drills/assemblies.ts';
import { type Engine, startEngine } from '../../../rehearsal/engine.ts';
import type { RecordedCall } from '../../../rehearsal/wire/call-log.ts';
import { eventually } from './eventually.ts';
import { pipelineClients, type PipelineClients } from './pipeline-clients.ts';
import { PipelineProduct, REPOSITORY } from './pipeline-product.ts';
import { alive, ledgerOf } from './processes.ts';

export interface RunningProduct extends PipelineClients {
  engine: Engine;
  product: PipelineProduct;
  /** Resolves with what the pusher is told. */
  push: () => Promise<string>;
  /** As the engine has written them down. */
  calls: () => RecordedCall[];
  /** Ends everything, and leaves nothing behind. Throws when the engine told an error or a process is left. */
  stop: () => Promise<void>;
}

/** Starts an engine whose only stack is the product's pipeline. Nothing is pushed yet. */
export async function startProduct(): Promise<RunningProduct> {
  const product = await PipelineProduct.make();
  const config = readProductConfig(product.config);
  const state = openStateDirectory(product.state, { fresh: true });
  const logFile = join(state.logs, 'synthesize.log');
  const { signal } = new AbortController();
  const assembly = await synthesize({ product: config, buildsDirectory: state.builds, logFile, signal }, '');
  const errors: string[] = [];
  const engine = await startEngine({
    product: config,
    speed: 60,
    port: 0,
    state,
    defaultAccount: firstAccount(assembly),
    git: { repositories: [REPOSITORY], port: 0 },
    alert: (level, message) => void (level === 'error' && errors.push(message)),
  });
  const clients = pipelineClients(engine.endpoint);
  const stop = async () => {
    clients.destroy();
    await engine.stop();
    const started = ledgerOf(state.processLedger);
    await eventually('every process ended', () => (alive(started).length === 0 ? true : undefined), 5000);
    product.remove();
    if (errors.length > 0) throw new Error(`The engine told errors:\n${errors.join('\n')}`);
  };
  try {
    await engine.deployPipeline(assembly);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...clients,
    engine,
    product,
    stop,
    push: () => product.push(engine.git?.url(REPOSITORY) ?? ''),
    calls: () =>
      readFileSync(join(state.logs, 'aws-calls.ndjson'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as RecordedCall),
  };
}
