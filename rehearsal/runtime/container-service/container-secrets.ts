import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { ParameterValues } from '../ports/parameter-values.ts';
import type { SecretValues } from '../ports/secret-values.ts';
import type { ContainerSecret } from './task-definition.ts';

export interface SecretStores {
  secrets: SecretValues;
  parameters: ParameterValues;
}

const FAILED =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ';

/**
 * The environment variables that a container's `secrets` are at its start; later changes do not reach it. Throws an Error that
 * is the task's stopped reason. Source: ECS developer guide, "Pass sensitive data to an Amazon ECS container"; texts as issues
 * quote them (aws-samples/dataops-platform-airflow-dbt#12, GiamPy5/terraform-aws-directus#10) and as ECS's agent words them.
 */
export const secretEnvironment = (
  stores: SecretStores,
  scope: Scope,
  secrets: readonly ContainerSecret[],
): Record<string, string> =>
  Object.fromEntries(secrets.map(({ name, valueFrom }) => [name, valueOf(stores, scope, valueFrom)]));

function valueOf({ secrets, parameters }: SecretStores, scope: Scope, valueFrom: string): string {
  const arn = parseArn(valueFrom);
  if (arn?.service === 'secretsmanager') return fromSecret(secrets, scope, valueFrom);
  // Source: ECS API, Secret, valueFrom: a parameter of the task's own region may be given by its name.
  const at = arn ? { account: arn.account, region: arn.region } : scope;
  const value = parameters.find(at, valueFrom);
  if (value === undefined)
    throw new Error(
      `${FAILED}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${valueFrom}`,
    );
  return value;
}

/** `<ARN of the secret>[:<json key>:<version stage>:<version id>]`; what is empty has its default. */
function fromSecret(secrets: SecretValues, scope: Scope, valueFrom: string): string {
  const parts = valueFrom.split(':');
  const secretId = parts.slice(0, 7).join(':');
  const [jsonKey, versionStage, versionId] = parts.slice(7).map((part) => part || undefined);
  try {
    if (parts.length !== 7 && parts.length !== 10)
      throw new Error('an invalid ARN format for the AWS Secrets Manager secret was specified.');
    return secrets.valueOf(scope, { secretId, jsonKey, versionStage, versionId });
  } catch (error) {
    const why =
      error instanceof AwsError
        ? `service call has been retried 1 time(s): failed to fetch secret ${secretId} from secrets manager: ${error.code}: ${error.message}`
        : messageOf(error);
    throw new Error(`${FAILED}unable to retrieve secret from asm: ${why}`, { cause: error });
  }
}
