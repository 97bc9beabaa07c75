import http from 'node:http';
import type { AddressInfo } from 'node:net';

// A target that does next to nothing: what is measured is the way to it.
const server = http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"message":"ok"}');
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
