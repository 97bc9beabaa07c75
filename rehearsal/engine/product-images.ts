import { join } from 'node:path';
import { imageBuilder, type ImageBuilder } from '../adapters/image-builder/image-builder.ts';
import type { ProductConfig } from '../adapters/product/product-config.ts';
import type { Assembly } from '../domain/stack/assembly.ts';
import type { Scope } from '../kernel/scope.ts';
import type { World } from './world.ts';

interface ImageReference extends Scope {
  repository: string;
  tag: string;
  uri: string;
}

const REFERENCE = /(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([a-z0-9._/-]+):([\w.-]+)/g;

/**
 * Builds what the assembly's task definitions name and the registry lacks: in AWS the pipeline's image step does that
 * before any environment's stacks. Returns a line for each image. An image that no Dockerfile of the product makes is left
 * to ECS, whose tasks then stop with CannotPullContainerError.
 */
export async function ensureImages(
  world: World,
  product: ProductConfig,
  assembly: Assembly,
  buildsDirectory: string,
  log: (line: string) => void,
): Promise<string[]> {
  const builder = imageBuilder({ store: world.images, directory: join(buildsDirectory, 'images') });
  const made: string[] = [];
  for (const reference of referencesOf(assembly)) {
    const source = product.images.find(({ repository }) => repository === reference.repository);
    if (source) made.push(await ensureImage(world, builder, product.root, source, reference, log));
  }
  return made;
}

async function ensureImage(
  { repositories }: World,
  builder: ImageBuilder,
  root: string,
  source: ProductConfig['images'][number],
  reference: ImageReference,
  log: (line: string) => void,
): Promise<string> {
  const { repository, tag } = reference;
  // The repository is the pipeline stack's: that takes it over where it comes later.
  const home = repositories.provide(reference, repository);
  const present = repositories.image(home, { imageTag: tag });
  if (present) return `${repository}:${tag} is there (${present.digest.slice(0, 19)})`;
  const built = await builder.buildImage({
    context: join(root, source.context),
    dockerfile: join(root, source.dockerfile),
    log,
  });
  repositories.deposit(home, { manifest: built.manifest, mediaType: built.mediaType, tag });
  const how = built.cached ? 'built before' : 'built';
  return `${repository}:${tag} ${how} (${built.digest.slice(0, 19)}, ${(built.sizeBytes / 1e6).toFixed(1)} MB on ${built.base})`;
}

function referencesOf(assembly: Assembly): ImageReference[] {
  const found = new Map<string, ImageReference>();
  for (const stack of assembly.environments.flatMap(({ stacks }) => stacks))
    for (const [whole, account = '', region = '', repository = '', tag = ''] of stack.templateBody.matchAll(REFERENCE))
      found.set(whole, { account, region, repository, tag, uri: whole.slice(0, -(tag.length + 1)) });
  return [...found.values()];
}
