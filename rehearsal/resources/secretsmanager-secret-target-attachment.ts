import type { Ids } from '../kernel/ids.ts';
import type { Databases } from '../runtime/databases/databases.ts';
import type { ResourceContext, ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { Secrets } from '../runtime/secrets/secrets.ts';
import { unlessGone } from './gone.ts';

export interface SecretTargetAttachmentProperties {
  SecretId: string;
  TargetId: string;
  TargetType: string;
}

/** What an attachment adds. Source: Secrets Manager user guide, "JSON structure of database credential secrets". */
const CONNECTION = ['engine', 'host', 'port', 'dbname', 'dbInstanceIdentifier'];

/** AWS::SecretsManager::SecretTargetAttachment: writes a database's connection into its secret. `Ref` is the secret's ARN. */
export function secretTargetAttachmentProvider({
  secrets,
  databases,
  ids,
}: {
  secrets: Secrets;
  databases: Databases;
  ids: Ids;
}): ResourceProvider<SecretTargetAttachmentProperties> {
  const write = (scope: ResourceContext['scope'], secretId: string, connection: Record<string, unknown>) => {
    const { secret, version } = secrets.value(scope, secretId);
    if (!('text' in version.content)) throw new Error('A secret with a SecretBinary cannot be attached to a target.');
    const fields = JSON.parse(version.content.text) as Record<string, unknown>;
    const own = Object.entries(fields).filter(([name]) => !CONNECTION.includes(name));
    const text = JSON.stringify({ ...Object.fromEntries(own), ...connection });
    secrets.put(scope, secret.arn, { content: { text }, token: ids.uuid() });
    return secret.arn;
  };
  const attach = ({ SecretId, TargetId, TargetType }: SecretTargetAttachmentProperties, { scope }: ResourceContext) => {
    if (TargetType !== 'AWS::RDS::DBInstance')
      throw new Error(`The rehearsal does not attach secrets to ${TargetType}.`);
    const { engine, host, port, databaseName, identifier } = databases.get(scope, TargetId);
    const arn = write(scope, SecretId, { engine, host, port, dbname: databaseName, dbInstanceIdentifier: identifier });
    return { physicalId: arn, attributes: { Id: arn } };
  };
  return {
    type: 'AWS::SecretsManager::SecretTargetAttachment',
    properties: { SecretId: 'value', TargetId: 'value', TargetType: 'value' },
    replaceOn: [],
    create: async (wanted, context) => attach(wanted, context),
    update: async (_state, wanted, _previous, context) => attach(wanted, context),
    async delete(state, _wanted, { scope }) {
      unlessGone(() => void write(scope, state.physicalId, {}));
    },
  };
}
