import { Secret } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RelationalDatabase } from './relational-database.ts';

/** Where the database is; the address is no secret. */
export const databaseVariables = (database: RelationalDatabase | undefined): Record<string, string> =>
  database
    ? {
        DATABASE_HOST: database.host,
        DATABASE_PORT: String(database.port),
        DATABASE_NAME: database.databaseName,
      }
    : {};

/**
 * Who may log in. ECS reads both when a task starts and not again: when RDS changes the password, a running task keeps its open
 * connections, and needs the new password for others.
 */
export const databaseSecrets = (database: RelationalDatabase | undefined): Record<string, Secret> =>
  database
    ? {
        DATABASE_USER: Secret.fromSecretsManager(database.secret, 'username'),
        DATABASE_PASSWORD: Secret.fromSecretsManager(database.secret, 'password'),
      }
    : {};

/** What starts a task needs for that: this one secret, and its key for nothing but secrets. */
export const readDatabaseSecret = ({ secret, key }: RelationalDatabase, region: string): PolicyStatement[] => [
  new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
  new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
  }),
];
