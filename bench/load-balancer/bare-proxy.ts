import http from 'node:http';
import type { AddressInfo } from 'node:net';

// The yardstick: node:http in front, node:http with a keep-alive agent behind, and nothing else.
const targets = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true });
let turn = 0;
const server = http.createServer((request, response) => {
  const port = targets[turn++ % targets.length];
  const upstream = http.request(
    { host: '127.0.0.1', port, path: request.url, method: request.method, headers: request.headers, agent },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.writeHead(502).end());
  request.pipe(upstream);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit());
