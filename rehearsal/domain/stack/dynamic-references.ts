import { isDocument } from './template.ts';
import { validationError } from './validation-error.ts';

/** A secret as `{{resolve:secretsmanager:…}}` names it; what is absent has Secrets Manager's default. */
export interface DynamicSecret {
  secretId: string;
  jsonKey: string | undefined;
  versionStage: string | undefined;
  versionId: string | undefined;
}

/** What references stand for. Throws where there is no such value. */
export interface DynamicValues {
  /** `name` or `name:version`. */
  parameter(reference: string): string;
  secret(reference: DynamicSecret): string;
}

/** `{{resolve:<service>:<reference>}}`. Source: user guide, "Get values stored in other services using dynamic references". */
const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/g;
const SERVED = ['ssm', 'secretsmanager'];

/** Whether the text has no reference to a store that is not served. Of a reference that is joined at run time it has the beginning. */
export const isServed = (text: string): boolean =>
  [...text.matchAll(/\{\{resolve:([a-z-]*)/g)].every(([, service = '']) => SERVED.includes(service));

/** Replaces `{{resolve:ssm:…}}` in every text: by the latest version unless it names one. */
export const withParameters = (value: unknown, values: DynamicValues): unknown =>
  replaced(value, 'ssm', (reference) => values.parameter(reference));

/** Replaces `{{resolve:secretsmanager:…}}` in every text. What comes out is to be kept nowhere. */
export const withSecrets = (value: unknown, values: DynamicValues): unknown =>
  replaced(value, 'secretsmanager', (reference) => values.secret(secretOf(reference)));

export const noDynamicValues: DynamicValues = {
  parameter: (reference) => {
    throw validationError(`There is no parameter store to read ${reference} from.`);
  },
  secret: ({ secretId }) => {
    throw validationError(`There is no store of secrets to read ${secretId} from.`);
  },
};

function replaced(value: unknown, service: string, valueOf: (reference: string) => string): unknown {
  if (typeof value === 'string')
    return value.replaceAll(REFERENCE, (text, named: string, reference: string) =>
      named === service ? valueOf(reference) : text,
    );
  if (Array.isArray(value)) return value.map((item) => replaced(item, service, valueOf));
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, service, valueOf)]));
}

/** `secret-id[:SecretString[:json-key[:version-stage[:version-id]]]]`; an ARN has six colons of its own. */
function secretOf(reference: string): DynamicSecret {
  const [, secretId, kind = 'SecretString', jsonKey, versionStage, versionId] =
    /^(arn:(?:[^:]*:){5}[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(reference) ?? [];
  if (secretId === undefined || kind !== 'SecretString')
    throw validationError(`Could not parse SecretsManager dynamic reference {{resolve:secretsmanager:${reference}}}.`);
  return {
    secretId,
    jsonKey: jsonKey || undefined,
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  };
}
