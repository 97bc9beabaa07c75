import type { ResourceContext, ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { Secrets } from '../runtime/secrets/secrets.ts';
import { unlessGone } from './gone.ts';

export interface SecretResourcePolicyProperties {
  /** Recorded: policies are kept, not evaluated. */
  BlockPublicPolicy?: boolean | string;
  ResourcePolicy: unknown;
  SecretId: string;
}

/** AWS::SecretsManager::ResourcePolicy. `Ref` is the secret's ARN. */
export function secretResourcePolicyProvider({
  secrets,
}: {
  secrets: Secrets;
}): ResourceProvider<SecretResourcePolicyProperties> {
  const put = ({ SecretId, ResourcePolicy }: SecretResourcePolicyProperties, { scope }: ResourceContext) => {
    const { arn } = secrets.setPolicy(scope, SecretId, JSON.stringify(ResourcePolicy));
    return { physicalId: arn, attributes: { Id: arn } };
  };
  return {
    type: 'AWS::SecretsManager::ResourcePolicy',
    properties: { BlockPublicPolicy: 'value', ResourcePolicy: 'opaque', SecretId: 'value' },
    replaceOn: ['SecretId'],
    create: async (wanted, context) => put(wanted, context),
    update: async (_state, wanted, _previous, context) => put(wanted, context),
    async delete(state, _wanted, { scope }) {
      unlessGone(() => void secrets.setPolicy(scope, state.physicalId, undefined));
    },
  };
}
