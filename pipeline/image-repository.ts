import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Configuration } from '../infra/config/schema.ts';

/**
 * The one repository of the service's images, read by every environment's account. Who pulls needs nothing of its key: ECR
 * decrypts by grants of its own (ECR user guide, "Encryption at rest").
 */
export function imageRepository(
  scope: Construct,
  id: string,
  { image, tools, environments }: Configuration,
): Repository {
  const repository = new Repository(scope, id, {
    repositoryName: image.repositoryName,
    imageTagMutability: TagMutability.IMMUTABLE,
    imageScanOnPush: true,
    encryption: RepositoryEncryption.KMS,
    encryptionKey: new Key(scope, `${id}Key`, {
      description: `Images of ${image.repositoryName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    }),
    // Untagged only: a rule that counts or dates tagged images could expire a live one, or the one to roll back to. An SBOM is
    // tagged too, and ECR expires it within 24 hours after its image (user guide, "Lifecycle policy evaluation rules").
    lifecycleRules: [
      {
        description: 'images without a tag',
        tagStatus: TagStatus.UNTAGGED,
        maxImageAge: Duration.days(image.untaggedDays),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const account of new Set(environments.map((environment) => environment.account))) {
    if (account !== tools.account) repository.grantPull(new AccountPrincipal(account));
  }
  return repository;
}
