import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import type { PublishedPort } from './containers.ts';
import { daemonError } from './docker-failure.ts';

export interface PublishedPorts {
  /** With the ports that were free. */
  ports: PublishedPort[];
  /** Where a port of the container really answers. */
  answersAt: (containerPort: number, port: number) => void;
  close(): void;
}

/** Listens on loopback and hands connections on. Until the container listens they are reset, as by docker's own proxy. */
export async function publish(wanted: readonly PublishedPort[]): Promise<PublishedPorts> {
  const servers: Server[] = [];
  const answering = new Map<number, number>();
  const ports: PublishedPort[] = [];
  const close = () => {
    for (const server of servers) server.close();
  };
  try {
    for (const { address, hostPort, containerPort } of wanted) {
      const server = serverFor(() => answering.get(containerPort));
      servers.push(server);
      await listening(server, address, hostPort);
      ports.push({ address, hostPort: (server.address() as AddressInfo).port, containerPort });
    }
  } catch (error) {
    close();
    throw error;
  }
  return { ports, answersAt: (containerPort, port) => answering.set(containerPort, port), close };
}

function serverFor(target: () => number | undefined): Server {
  return createServer({ allowHalfOpen: true }, (outside) => {
    const port = target();
    if (port === undefined) {
      outside.resetAndDestroy();
      return;
    }
    const inside = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    outside.pipe(inside).pipe(outside);
    outside.on('error', () => inside.destroy());
    inside.on('error', () => outside.resetAndDestroy());
  });
}

async function listening(server: Server, address: string, port: number): Promise<void> {
  try {
    await once(server.listen({ host: '127.0.0.1', port }), 'listening');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'port is already allocated' : String(error);
    throw daemonError(
      `failed to set up container networking: driver failed programming external connectivity: Bind for ${address}:${port} failed: ${why}`,
    );
  }
}
