// Runs in the bare repository after a push was stored: tells the engine that serves it, and prints what it answers, which
// git shows to the pusher. It never fails: the push is done. Source: githooks(5), "post-receive".
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Milliseconds. */
const TIMEOUT_MS = 60_000;

const { REHEARSAL_PUSH_URL: url, REHEARSAL_PUSH_TOKEN: token } = process.env;
const updates = await text(process.stdin);
try {
  if (!url || !token) throw new Error('the push did not come through its remote');
  process.stdout.write(await tell(url, token, updates));
} catch (error) {
  console.log(`The push is stored, but nobody was told of it, so no pipeline starts: ${error.message || error.code}.`);
}

async function tell(url, token, body) {
  const response = await new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'text/plain',
      'content-length': Buffer.byteLength(body),
    };
    const call = request(url, { method: 'POST', headers, agent: false, timeout: TIMEOUT_MS }, resolve);
    call.once('timeout', () => call.destroy(new Error('the rehearsal does not answer')));
    call.once('error', reject);
    call.end(body);
  });
  const answer = await text(response);
  if (response.statusCode === 200) return answer;
  throw new Error(answer.trim() || `the rehearsal answered ${response.statusCode}`);
}
