import { expect, it } from '@jest/globals';
import type { FunctionWorkers, WorkerConfiguration, WorkerInvocation } from '../../runtime/ports/function-workers.ts';
import { faultyWorkers } from './faulty-workers.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

it('invocations of a version fail by its share, without its code, and those of other versions never', async () => {
  const ran: string[] = [];
  const real = {
    invoke: async ({ key }: WorkerConfiguration) => {
      ran.push(key);
      return { result: { kind: 'value' as const, payload: '1' }, durationMs: 1, memoryMb: 1 };
    },
  } as unknown as FunctionWorkers;
  const draws = [0.59, 0.6, 0];
  const workers = faultyWorkers(
    real,
    (version) => (version === `${ARN}:2` ? 0.6 : 0),
    () => draws.shift() ?? 0,
  );
  const streams: string[] = [];
  const invocation = { started: (stream: string) => void streams.push(stream) } as unknown as WorkerInvocation;
  const kinds = [];
  for (const key of [`${ARN}:2:revision`, `${ARN}:2:revision`, `${ARN}:1:revision`])
    kinds.push((await workers.invoke({ key } as WorkerConfiguration, invocation)).result.kind);
  expect(kinds).toEqual(['failure', 'value', 'value']);
  expect(ran).toEqual([`${ARN}:2:revision`, `${ARN}:1:revision`]);
  // The log of a failed invocation needs a stream.
  expect(streams).toHaveLength(1);
});
