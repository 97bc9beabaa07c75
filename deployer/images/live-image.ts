import type { RunningContainer } from '../aws/gateways.ts';
import type { Context } from '../context.ts';
import { primaryOf } from '../release/sides.ts';
import { type ImageNames, parseReference } from './image-names.ts';

/** An environment's ECS service. */
export interface LiveService {
  cluster: string;
  service: string;
}

/** `CLUSTER/SERVICE`, or one name for both. */
export function liveService(text: string): LiveService {
  const [cluster = '', service = cluster] = text.split('/');
  return { cluster, service };
}

/**
 * Containers of this image's repository in the running tasks of what serves (the PRIMARY task set's revision): the version
 * before may still run beside it. Undefined where there is no service yet.
 */
export async function liveContainers(
  { cluster, service }: LiveService,
  names: ImageNames,
  { aws }: Context,
): Promise<RunningContainer[] | undefined> {
  const taskSets = await aws.services.findTaskSets(cluster, service);
  const primary = taskSets && primaryOf(taskSets);
  if (!primary) return undefined;
  const running = await aws.services.runningContainers(cluster, service);
  return running.filter(
    ({ taskDefinition, image }) => taskDefinition === primary.taskDefinition && isOf(names, parseReference(image)),
  );
}

export const isOf = ({ registry, repository }: ImageNames, { name }: { name: string }): boolean =>
  name === `${registry}/${repository}`;

/** `src-… (sha256:…)`, or `nothing yet`, or why it is not known. Never throws: it is said beside something worse. */
export async function describeLive(live: LiveService, names: ImageNames, context: Context): Promise<string> {
  try {
    const containers = await liveContainers(live, names, context);
    const digests = [...new Set((containers ?? []).flatMap(({ digest }) => digest ?? []))];
    if (digests.length === 0) return 'nothing yet';
    const described = digests.map(async (digest) => {
      const tags = (await context.aws.images.find(names, { digest }))?.tags ?? [];
      return `${tags.find((tag) => tag.startsWith('src-')) ?? 'an image without its tag'} (${digest})`;
    });
    return (await Promise.all(described)).join(' and ');
  } catch (error) {
    return `what could not be read (${(error as Error).message})`;
  }
}
