// `web` answers on PORT; with FORWARD it asks that port on localhost instead, as a second container of a task does.
import { readFileSync } from 'node:fs';
import http from 'node:http';

const { PORT = '8080', FORWARD, STUBBORN, GREETING, DATA } = process.env;

const server = http.createServer((request, response) => void answer(request, response));

async function answer(request, response) {
  if (request.url === '/forward') {
    const answer = await fetch(`http://localhost:${FORWARD}/`).then(
      (reply) => reply.text(),
      (error) => `failed: ${error.cause?.code ?? error.message}`,
    );
    response.end(answer);
    return;
  }
  if (request.url === '/forward-by-http') {
    // Another way to a socket than fetch has.
    http
      .get(`http://127.0.0.1:${FORWARD}/`, { agent: false }, (reply) => reply.pipe(response))
      .on('error', (error) => response.end(`failed: ${error.code}`));
    return;
  }
  if (request.url === '/grow') globalThis.memory = Buffer.alloc(400 * 1024 * 1024, 1);
  if (request.url === '/environment') {
    response.end(JSON.stringify({ ...process.env, send: typeof process.send }));
    return;
  }
  response.end(`${GREETING} ${readFileSync(`${DATA}/version.txt`, 'utf8')} ${PORT}`);
}

server.listen(Number(PORT), '0.0.0.0', () => console.log(`listening on ${server.address().port}`));

if (STUBBORN === undefined) {
  process.on('SIGTERM', () => {
    console.log('closing');
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
