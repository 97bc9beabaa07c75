import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import type { MetricSamples } from '../ports/metric-sink.ts';
import type { Task } from './service.ts';
import { UtilizationMeter } from './utilization-meter.ts';

const MIB = 1024 * 1024;
const scope = { account: '111111111111', region: 'eu-west-1' };
const task = (arn: string) => ({ arn, taskDefinition: { cpu: '256', memory: '512' } }) as Task;

/** Two tasks of a quarter vCPU; `used` is their processor time so far, in seconds. */
function world(used: Record<string, number>) {
  const clock = new ManualClock();
  const recorded: MetricSamples[] = [];
  const meter = new UtilizationMeter({
    clock,
    log: silentLog,
    metrics: { record: (_scope, samples) => void recorded.push(...samples.filter(({ values }) => values.length > 0)) },
    services: {
      usage: async () => [
        {
          service: { scope, name: 'web', cluster: { name: 'main' } as never },
          tasks: Object.entries(used).map(([arn, cpuSeconds]) => ({
            task: task(arn),
            usage: { cpuSeconds, memoryBytes: 128 * MIB },
          })),
        },
      ],
    },
  });
  const values = (name: string) => recorded.filter((samples) => samples.name === name).map((samples) => samples.values);
  return { clock, meter, recorded, values };
}

describe('the use of a service', () => {
  it('is what its tasks use of what they reserve, a sample a task', async () => {
    const used: Record<string, number> = { a: 1, b: 1 };
    const { clock, meter, recorded, values } = world(used);
    meter.start();
    await clock.advance(20_000);
    expect(values('CPUUtilization')).toEqual([]);
    Object.assign(used, { a: 1 + 2.5, b: 1 + 5 });
    await clock.advance(20_000);
    meter.stop();
    // 2.5 s in 20 s are an eighth of a vCPU, which is half of what the task has.
    expect(values('CPUUtilization')).toEqual([[50, 100]]);
    expect(values('MemoryUtilization')).toEqual([
      [25, 25],
      [25, 25],
    ]);
    expect(recorded[0]).toMatchObject({
      namespace: 'AWS/ECS',
      dimensions: { ClusterName: 'main', ServiceName: 'web' },
      unit: 'Percent',
    });
  });

  it('is of simulated time, as the load is', async () => {
    const used: Record<string, number> = { a: 0 };
    const { clock, meter, values } = world(used);
    Object.defineProperty(clock, 'speed', { value: 60 });
    await meter.measure();
    used['a'] = 1;
    await clock.advance(1000);
    await meter.measure();
    // A second of a processor in a minute is a fifteenth of a quarter.
    expect(values('CPUUtilization')).toEqual([[expect.closeTo(100 / 15)]]);
  });

  it('ends at 100 %, and forgets tasks that are gone', async () => {
    const used: Record<string, number> = { a: 0 };
    const { clock, meter, values } = world(used);
    meter.start();
    await clock.advance(20_000);
    used['a'] = 20;
    await clock.advance(20_000);
    delete used['a'];
    await clock.advance(20_000);
    used['a'] = 21;
    await clock.advance(20_000);
    meter.stop();
    expect(values('CPUUtilization')).toEqual([[100]]);
  });
});
