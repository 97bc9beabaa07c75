import http, { type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ForwardResult } from './forwarder.ts';
import { rawBadRequest } from './own-response.ts';
import { statusOfFailure } from './target-failure.ts';
import type { Target } from './target.ts';

/**
 * Passes an upgrade (WebSocket) on: a connection of its own to the target, joined with the client's when the target
 * agrees. Source: ALB guide: listeners support WebSockets natively, and they stay with their target.
 */
export function forwardUpgrade(
  client: { request: IncomingMessage; socket: Duplex; head: Buffer },
  to: { target: Target; path: string; headers: string[] },
  done: (result: ForwardResult) => void,
): void {
  const { request, socket, head } = client;
  const result: ForwardResult = {
    status: 0,
    connectionError: false,
    broken: false,
    sentAt: performance.now(),
    answeredAt: 0,
    sentBytes: 0,
  };
  let over = false;
  const finish = () => {
    if (!over) done(result);
    over = true;
  };
  const { host, port } = to.target.endpoint;
  const upstream = http.request({
    host,
    port,
    path: to.path,
    method: request.method,
    agent: false,
    headers: [...to.headers, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? 'websocket'],
  });
  upstream.on('upgrade', (response, targetSocket: Duplex, targetHead) => {
    result.answeredAt = performance.now();
    result.status = result.targetStatus = response.statusCode ?? 101;
    socket.write(headOf(response));
    socket.write(targetHead);
    targetSocket.write(head);
    join(socket, targetSocket, finish);
  });
  upstream.on('response', (response) => {
    result.answeredAt = performance.now();
    result.status = result.targetStatus = response.statusCode ?? 0;
    socket.write(headOf(response, 'close'));
    response.pipe(socket);
    response.on('close', finish);
  });
  upstream.on('error', (error) => {
    const status = statusOfFailure(error);
    if (result.status === 0) {
      result.connectionError = true;
      result.status = result.ownStatus = status;
      socket.end(rawBadRequest(status));
    } else result.broken = true;
    finish();
  });
  socket.on('error', () => upstream.destroy());
  upstream.end();
}

/** What either side sends goes to the other, and the end of one ends both. */
function join(one: Duplex, other: Duplex, ended: () => void): void {
  one.pipe(other);
  other.pipe(one);
  for (const [side, opposite] of [
    [one, other],
    [other, one],
  ] as const) {
    side.on('error', () => opposite.destroy());
    side.on('close', () => {
      opposite.destroy();
      ended();
    });
  }
}

/** `connection`: instead of what the target said, with the message's framing taken off. */
function headOf(response: IncomingMessage, connection?: 'close'): string {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    const name = response.rawHeaders[index] ?? '';
    if (connection && ['connection', 'keep-alive', 'transfer-encoding'].includes(name.toLowerCase())) continue;
    lines.push(`${name}: ${response.rawHeaders[index + 1]}`);
  }
  if (connection) lines.push(`Connection: ${connection}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
