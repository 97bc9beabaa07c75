import type { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { type DescribeTasksCommand, ListClustersCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import type { AwsClients } from '../aws-clients.ts';
import { runningImages } from './running-images.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111111111111:cluster/';
const REGISTRY = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';

const asked: unknown[] = [];

/** Two clusters: one with two tasks of one image and a container that has not pulled yet, one without tasks. */
const clients = {
  ecs: {
    send: async (command: unknown) => {
      if (command instanceof ListClustersCommand) return { clusterArns: [`${ARN}app-prod`, `${ARN}app-dev`] };
      if (command instanceof ListTasksCommand)
        return { taskArns: command.input.cluster === `${ARN}app-prod` ? ['task-1', 'task-2'] : [] };
      asked.push((command as DescribeTasksCommand).input);
      const container = { image: `${REGISTRY}/team/app:src-1`, imageDigest: 'sha256:1' };
      return { tasks: [{ containers: [container, container] }, { containers: [container, { image: 'x/y:1' }] }] };
    },
  },
  ecr: {
    send: async (command: DescribeImagesCommand) => {
      asked.push(command.input);
      return { imageDetails: [{ imageTags: ['tested-1', 'src-1'] }] };
    },
  },
} as unknown as Pick<AwsClients, 'ecs' | 'ecr'>;

describe('what tasks run', () => {
  it('is told by cluster and digest, each once, with the tags of the registry', async () => {
    expect(await runningImages(clients)).toEqual([
      { cluster: 'app-prod', digest: 'sha256:1', tags: ['src-1', 'tested-1'] },
    ]);
    expect(asked).toEqual([
      { cluster: `${ARN}app-prod`, tasks: ['task-1', 'task-2'] },
      { repositoryName: 'team/app', imageIds: [{ imageDigest: 'sha256:1' }] },
    ]);
  });
});
