import * as ecr from '@aws-sdk/client-ecr';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageStore } from '../../../rehearsal/adapters/image-store/image-store.ts';
import { startRegistry } from '../../../rehearsal/adapters/registry/registry-endpoint.ts';
import { scaledClock, type Clock } from '../../../rehearsal/kernel/clock.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { imageRegistry } from '../../../rehearsal/runtime/repositories/image-registry.ts';
import { Repositories } from '../../../rehearsal/runtime/repositories/repositories.ts';
import { ecrApi } from '../../../rehearsal/services/ecr/ecr-api.ts';
import { startGateway } from './gateway.ts';

/** ECR with its API on a gateway and its registry endpoint, which record into the same log; in a folder of its own. */
export async function startEcr(clock: Clock = scaledClock(1)) {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-ecr-'));
  const store = imageStore({ directory: join(directory, 'images') });
  const repositories = new Repositories({ clock, images: store });
  const registry = await startRegistry({
    registry: imageRegistry(repositories),
    clock,
    log: silentLog,
    record: (call) => gateway.calls.record(call),
  });
  const gateway = await startGateway([ecrApi({ repositories, clock, registry })]);
  const client = new ecr.ECRClient(gateway.clientConfig());
  return {
    directory,
    store,
    repositories,
    registry,
    gateway,
    client,
    /** The `user:password` of a client that asked for a token. */
    async login(as = client): Promise<string> {
      const { authorizationData } = await as.send(new ecr.GetAuthorizationTokenCommand({}));
      return Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    },
    /** Operations in the order in which they were recorded since the last look. */
    operations: operationsOf(() => gateway.calls.calls()),
    async stop() {
      client.destroy();
      await registry.close();
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Ecr = Awaited<ReturnType<typeof startEcr>>;

export const digestOf = (content: string | Uint8Array) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** An OCI manifest of one layer, which need not be a tar: nothing unpacks it. */
export function manifestOf(config: string | Uint8Array, layer: string | Uint8Array): string {
  const blob = (content: string | Uint8Array) => ({ digest: digestOf(content), size: content.length });
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...blob(config) },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...blob(layer) }],
  });
}

function operationsOf(calls: () => readonly { operation: string }[]): () => string[] {
  let seen = 0;
  return () => {
    const all = calls().map(({ operation }) => operation);
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  };
}
