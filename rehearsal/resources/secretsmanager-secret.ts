import { struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import { randomPassword } from '../runtime/secrets/random-password.ts';
import type { Secret } from '../runtime/secrets/secret.ts';
import type { Secrets } from '../runtime/secrets/secrets.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';
import { isTrue } from './template-boolean.ts';

type Flag = boolean | string;

interface GenerateSecretString {
  ExcludeCharacters?: string;
  ExcludeLowercase?: Flag;
  ExcludeNumbers?: Flag;
  ExcludePunctuation?: Flag;
  ExcludeUppercase?: Flag;
  GenerateStringKey?: string;
  IncludeSpace?: Flag;
  PasswordLength?: number | string;
  RequireEachIncludedType?: Flag;
  SecretStringTemplate?: string;
}

export interface SecretsManagerSecretProperties {
  Description?: string;
  GenerateSecretString?: GenerateSecretString;
  KmsKeyId?: string;
  Name?: string;
  SecretString?: string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  Description: 'value',
  GenerateSecretString: struct({
    ExcludeCharacters: 'value',
    ExcludeLowercase: 'value',
    ExcludeNumbers: 'value',
    ExcludePunctuation: 'value',
    ExcludeUppercase: 'value',
    GenerateStringKey: 'value',
    IncludeSpace: 'value',
    PasswordLength: 'value',
    RequireEachIncludedType: 'value',
    SecretStringTemplate: 'value',
  }),
  KmsKeyId: 'value',
  Name: 'value',
  SecretString: 'value',
  Tags: tags,
};

/** AWS::SecretsManager::Secret. `Ref` is its ARN. Without a value of either kind it is empty. */
export function secretsManagerSecretProvider({
  secrets,
  ids,
}: {
  secrets: Secrets;
  ids: Ids;
}): ResourceProvider<SecretsManagerSecretProperties> {
  return {
    type: 'AWS::SecretsManager::Secret',
    properties,
    replaceOn: ['Name'],
    async create(wanted, context) {
      const text = valueOf(wanted);
      const secret = secrets.create(context.scope, {
        name: wanted.Name ?? generatedName(ids, context, 512),
        content: text === undefined ? undefined : { text },
        token: ids.uuid(),
        description: wanted.Description,
        kmsKeyId: wanted.KmsKeyId,
        tags: tagsOf(wanted, context),
      });
      return stateOf(secret);
    },
    async update(state, wanted, previous, context) {
      const secret = secrets.get(context.scope, state.physicalId);
      // A value is generated anew only when the rules for it change. Source: GenerateSecretString, "Update requires".
      const isSame = JSON.stringify(valueRules(wanted)) === JSON.stringify(valueRules(previous));
      const text = isSame ? undefined : valueOf(wanted);
      if (text !== undefined) secrets.put(context.scope, secret.arn, { content: { text }, token: ids.uuid() });
      Object.assign(secret, {
        description: wanted.Description ?? secret.description,
        kmsKeyId: wanted.KmsKeyId,
        tags: tagsOf(wanted, context),
      });
      secrets.changed(secret);
      return state;
    },
    // Without a recovery window. Source: aws-cloudformation/cloudformation-coverage-roadmap#838 and #1999.
    async delete(state, _wanted, { scope }) {
      unlessGone(() => secrets.delete(scope, state.physicalId, undefined));
    },
  };
}

const valueRules = (wanted: SecretsManagerSecretProperties) => [wanted.SecretString, wanted.GenerateSecretString];

function valueOf({ SecretString, GenerateSecretString: rules }: SecretsManagerSecretProperties): string | undefined {
  if (SecretString !== undefined && rules)
    throw new Error('You can only specify either GenerateSecretString or SecretString, not both.');
  if (!rules) return SecretString;
  const { GenerateStringKey: key, SecretStringTemplate: template } = rules;
  if ((key === undefined) !== (template === undefined))
    throw new Error('GenerateStringKey and SecretStringTemplate must be specified together.');
  const password = randomPassword({
    length: rules.PasswordLength === undefined ? undefined : Number(rules.PasswordLength),
    excludeCharacters: rules.ExcludeCharacters,
    excludeLowercase: isTrue(rules.ExcludeLowercase),
    excludeNumbers: isTrue(rules.ExcludeNumbers),
    excludePunctuation: isTrue(rules.ExcludePunctuation),
    excludeUppercase: isTrue(rules.ExcludeUppercase),
    includeSpace: isTrue(rules.IncludeSpace),
    requireEachIncludedType: rules.RequireEachIncludedType === undefined || isTrue(rules.RequireEachIncludedType),
  });
  if (key === undefined || template === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(template) as Record<string, unknown>), [key]: password });
}

const tagsOf = ({ Tags = [] }: SecretsManagerSecretProperties, { stackTags }: ResourceContext) => ({
  ...stackTags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});

const stateOf = ({ arn }: Secret): ResourceState => ({ physicalId: arn, attributes: { Id: arn } });
