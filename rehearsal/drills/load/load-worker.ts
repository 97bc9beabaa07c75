import { parentPort, workerData } from 'node:worker_threads';
import { LoadIds } from './load-ids.ts';
import { type LoadPlan, type LoadRequest, requestSequence } from './load-options.ts';
import type { FromLoad, ToLoad } from './messages.ts';
import { RequestSender } from './request-sender.ts';
import { Tally } from './tally.ts';

/**
 * The thread of a load: a thread of its own, so that neither the engine nor the drills delay what is due.
 * The n-th request is due at start + n / rate, whatever happened to those before; one that goes out late keeps its
 * due time, so its latency holds what a real client would have waited (no coordinated omission).
 */
if (parentPort === null) throw new Error('This module is the entry point of a worker thread.');
const port = parentPort;
const plan = workerData as LoadPlan;
const sender = new RequestSender(plan);
const tally = new Tally();
const nextRequest = requestSequence(plan.mix);
/** 24 hexadecimal digits of a trace: 12 of the run, 12 of the request. */
const run = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const ids = new LoadIds(run);
let phase = plan.phase;
const state = { open: 0, stopping: false };

const post = (message: FromLoad) => port.postMessage(message);
/** Epoch milliseconds with fractions; unlike Date.now it never jumps. */
const now = () => performance.timeOrigin + performance.now();

port.on('message', (message: ToLoad) => {
  if (message.kind === 'stop') state.stopping = true;
  else phase = message.name;
});

const snapshots = setInterval(() => post({ kind: 'snapshot', snapshot: tally.snapshot(now(), phase) }), 200);
const startedAt = now();
await sendWhatIsDue();
while (state.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
clearInterval(snapshots);
await sender.close();
post({ kind: 'ended', report: tally.report(startedAt, now(), plan.rate), unattributed: tally.unattributed });
port.close();

async function sendWhatIsDue(): Promise<void> {
  const interval = 1000 / plan.rate;
  const most = Math.min(plan.maxRequests, Math.ceil(plan.maxSeconds * plan.rate));
  let sequence = 0;
  while (!state.stopping && sequence < most) {
    for (; sequence < most && startedAt + sequence * interval <= now(); sequence++)
      begin(sequence, startedAt + sequence * interval);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + sequence * interval - now())));
  }
}

function begin(sequence: number, dueAt: number): void {
  const { template, id, request } = wanted(nextRequest());
  const trace = `1-${Math.floor(dueAt / 1000)
    .toString(16)
    .padStart(8, '0')}-${run}${sequence.toString(16).padStart(12, '0')}`;
  const inPhase = phase;
  tally.due(dueAt, inPhase, now() - dueAt);
  const ended = (answer: Awaited<ReturnType<RequestSender['send']>>) =>
    tally.ended({ sequence, dueAt, endedAt: now(), phase: inPhase, path: template.path, trace, ...answer });
  if (state.open >= plan.maxInFlight) {
    ended({ failure: { kind: 'not-sent', detail: `${state.open} requests were open` } });
    return;
  }
  state.open++;
  void sendOne();

  async function sendOne(): Promise<void> {
    const answer = await sender.send(request, trace);
    state.open--;
    if (template.about?.does === 'create' && id !== undefined && !answer.failure) ids.created(template.about.thing, id);
    ended(answer);
  }
}

/** A request with its id in place; without a thing to ask about, the first of the mix is asked instead. */
function wanted(template: LoadRequest): { template: LoadRequest; id: string | undefined; request: LoadRequest } {
  if (!template.about) return { template, id: undefined, request: template };
  const id = ids.take(template.about);
  const [first = template] = plan.mix;
  if (id === undefined) return { template: first, id: undefined, request: first };
  const { path, body } = template;
  const filled = {
    path: path.replaceAll('{id}', id),
    ...(body !== undefined && { body: body.replaceAll('{id}', id) }),
  };
  return { template, id, request: { ...template, ...filled } };
}
