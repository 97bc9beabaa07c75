import { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { answering } from '../testing/answering-client.ts';
import { ecsGateway } from './ecs.ts';

function gatewayOf(answers: Parameters<typeof answering>[0]) {
  const { asked, config } = answering(answers);
  return { asked, services: ecsGateway(new ECSClient(config)) };
}

describe('the service gateway', () => {
  it.each([
    ['the cluster is missing', { error: 'ClusterNotFoundException', message: 'Cluster not found.' }],
    ['the service is missing', { services: [], failures: [{ reason: 'MISSING' }] }],
    ['the service was deleted', { services: [{ status: 'INACTIVE', taskSets: [] }] }],
  ])('finds no task sets where %s', async (_name, answer) => {
    const { services } = gatewayOf({ DescribeServices: [answer] });
    expect(await services.findTaskSets('picus-dev', 'picus-dev')).toBeUndefined();
  });

  it('throws for them where a release needs the service', async () => {
    const { services } = gatewayOf({ DescribeServices: [{ services: [] }] });
    await expect(services.taskSets('picus-dev', 'picus-dev')).rejects.toThrow('has no service picus-dev');
  });

  it('names the images of a task definition', async () => {
    const { services } = gatewayOf({
      DescribeTaskDefinition: [{ taskDefinition: { containerDefinitions: [{ image: 'a:1' }, { image: 'b:2' }] } }],
    });
    expect(await services.imagesOf('picus:1')).toEqual(['a:1', 'b:2']);
  });

  it('lists the containers of all running tasks, page by page', async () => {
    const task = (taskArn: string, lastStatus: string) => ({
      taskArn,
      lastStatus,
      taskDefinitionArn: 'picus:1',
      containers: [{ name: 'app', image: 'a:1', imageDigest: 'sha256:a' }],
    });
    const { asked, services } = gatewayOf({
      ListTasks: [{ taskArns: ['t1', 't2'], nextToken: 'more' }, { taskArns: [] }],
      DescribeTasks: [{ tasks: [task('t1', 'RUNNING'), task('t2', 'PENDING')] }],
    });
    expect(await services.runningContainers('picus-dev', 'picus-dev')).toEqual([
      { task: 't1', taskDefinition: 'picus:1', name: 'app', image: 'a:1', digest: 'sha256:a' },
    ]);
    expect(asked.map(({ operation }) => operation)).toEqual(['ListTasks', 'DescribeTasks', 'ListTasks']);
    expect(asked[2]?.input).toMatchObject({ nextToken: 'more', serviceName: 'picus-dev', desiredStatus: 'RUNNING' });
  });
});
