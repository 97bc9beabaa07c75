import type { Clock } from '../../kernel/clock.ts';
import type { Repositories } from '../../runtime/repositories/repositories.ts';

export interface EcrDependencies {
  repositories: Repositories;
  clock: Clock;
  /** The registry's endpoint, which serves the content of layers. Without it GetDownloadUrlForLayer fails and says so. */
  registry?: { layerUrl(repositoryUri: string, digest: string): string };
}
