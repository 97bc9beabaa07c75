import * as client from '@aws-sdk/client-ecr';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { EcrDependencies } from './dependencies.ts';
import { batchDeleteImage } from './operations/batch-delete-image.ts';
import { batchGetImage } from './operations/batch-get-image.ts';
import { createRepository } from './operations/create-repository.ts';
import { deleteRepository } from './operations/delete-repository.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeRepositories } from './operations/describe-repositories.ts';
import { getAuthorizationToken } from './operations/get-authorization-token.ts';
import { getLifecyclePolicy } from './operations/get-lifecycle-policy.ts';
import { getRepositoryPolicy } from './operations/get-repository-policy.ts';
import { listImages } from './operations/list-images.ts';
import { putImage } from './operations/put-image.ts';
import { putLifecyclePolicy } from './operations/put-lifecycle-policy.ts';
import { setRepositoryPolicy } from './operations/set-repository-policy.ts';

/** ECR: repositories, and images by tag and digest. */
export function ecrApi(dependencies: EcrDependencies): ServiceTable {
  return {
    name: 'ecr',
    client,
    operations: {
      BatchDeleteImage: batchDeleteImage(dependencies),
      BatchGetImage: batchGetImage(dependencies),
      CreateRepository: createRepository(dependencies),
      DeleteRepository: deleteRepository(dependencies),
      DescribeImages: describeImages(dependencies),
      DescribeRepositories: describeRepositories(dependencies),
      GetAuthorizationToken: getAuthorizationToken(dependencies),
      GetLifecyclePolicy: getLifecyclePolicy(dependencies),
      GetRepositoryPolicy: getRepositoryPolicy(dependencies),
      ListImages: listImages(dependencies),
      PutImage: putImage(dependencies),
      PutLifecyclePolicy: putLifecyclePolicy(dependencies),
      SetRepositoryPolicy: setRepositoryPolicy(dependencies),
    },
    gaps: [
      "There is no registry protocol: layers come from the engine's own builder, so docker push and pull and the layer upload operations are not served.",
      'Images are not scanned; scan settings, encryption and repository policies are recorded. Any account of the rehearsal can pull.',
      'Lifecycle policies are recorded and never expire an image.',
      'Replication, pull-through caches, tag mutability exclusions and repository templates are refused or not served.',
      'Unverified: the texts of errors.',
      'An image of the stand-in builder holds the application layer only; its base is recorded and not fetched.',
    ],
  };
}
