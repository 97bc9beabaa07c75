import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { DescribeTasksCommand, ListClustersCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../aws-clients.ts';
import type { RunningImage } from '../verdict/judge-execution.ts';

/** What every cluster's running tasks run, by cluster and digest. */
export async function runningImages(clients: Pick<AwsClients, 'ecs' | 'ecr'>): Promise<RunningImage[]> {
  const { clusterArns = [] } = await clients.ecs.send(new ListClustersCommand());
  const found = await Promise.all(
    clusterArns.toSorted().map(async (arn) => {
      const images = await imagesOf(clients, arn);
      return Promise.all(
        [...images].map(async ([digest, repositoryName]) => ({
          cluster: arn.split('/').at(-1) ?? arn,
          digest,
          tags: await tagsOf(clients, repositoryName, digest),
        })),
      );
    }),
  );
  return found.flat();
}

/** Repository names by digest. */
async function imagesOf({ ecs }: Pick<AwsClients, 'ecs'>, cluster: string): Promise<Map<string, string>> {
  const { taskArns: tasks = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'RUNNING' }));
  if (tasks.length === 0) return new Map();
  const { tasks: described = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
  const containers = described.flatMap((task) => task.containers ?? []);
  return new Map(
    containers.flatMap(({ imageDigest, image }) => {
      const repository = /^[^/]+\/([^:@]+)/.exec(image ?? '')?.[1];
      return imageDigest !== undefined && repository !== undefined ? [[imageDigest, repository] as const] : [];
    }),
  );
}

async function tagsOf(
  { ecr }: Pick<AwsClients, 'ecr'>,
  repositoryName: string,
  imageDigest: string,
): Promise<string[]> {
  const { imageDetails = [] } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }),
  );
  return (imageDetails[0]?.imageTags ?? []).toSorted();
}
