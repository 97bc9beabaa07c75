import type { DynamicValues } from '../../domain/stack/dynamic-references.ts';
import { validationError } from '../../domain/stack/validation-error.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ParameterValues } from '../ports/parameter-values.ts';
import type { SecretValues } from '../ports/secret-values.ts';

export interface DynamicStores {
  parameters: ParameterValues;
  secrets: SecretValues;
}

/** What dynamic references of a stack stand for, in CloudFormation's words where there is nothing (texts as issues quote them). */
export const dynamicValues = (scope: Scope, { parameters, secrets }: DynamicStores): DynamicValues => ({
  parameter(reference) {
    const value = parameters.find(scope, reference);
    if (value === undefined)
      throw validationError(`Unable to fetch parameters [${reference}] from parameter store for this account.`);
    return value;
  },
  secret(reference) {
    try {
      return secrets.valueOf(scope, reference);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      throw validationError('Could not find a value associated with JSONKey in SecretString');
    }
  },
});
