// An engine of its own that starts one task and waits to be killed. Argument: the folder of the test's images.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageStore } from '../../../../rehearsal/adapters/image-store/image-store.ts';
import { processLedger } from '../../../../rehearsal/adapters/process-runtime/process-ledger.ts';
import { processRuntime } from '../../../../rehearsal/adapters/process-runtime/process-runtime.ts';
import { WEB_REPOSITORY } from './build-web.ts';

const [, , directory = ''] = process.argv;
const ledger = join(directory, 'engine-processes.ndjson');
const runtime = processRuntime({
  images: imageStore({ directory: join(directory, 'images') }),
  ledger: processLedger(ledger),
  directory: join(directory, 'engine-tasks'),
  logs: { append() {} },
});
await runtime.start(
  {
    scope: { account: '111111111111', region: 'eu-west-1' },
    taskArn: 'arn:aws:ecs:eu-west-1:111111111111:task/main/engine',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1',
    privateAddress: '10.0.0.9',
    containers: [
      {
        name: 'app',
        image: `${WEB_REPOSITORY}:1`,
        essential: true,
        environment: {},
        containerPorts: [8080],
        stopTimeoutSeconds: 30,
        initProcess: true,
      },
    ],
  },
  {
    pulled() {},
    mayStart: async () => true,
    started() {},
    exited() {},
    listening: () => {
      const { pid } = JSON.parse(readFileSync(ledger, 'utf8').split('\n')[0] ?? '{}') as { pid: number };
      process.send?.({ pid });
    },
  },
);
