import type { UpdateAliasCommandInput, UpdateAliasCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { aliasOf, referenceOf } from '../mapping.ts';

/** A RoutingConfig without weights ends the split; without RoutingConfig it stays. */
export const updateAlias =
  (functions: LambdaFunctions): Handler<UpdateAliasCommandInput, Omit<UpdateAliasCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName);
    const alias = functions.aliases.update(scope, reference, input.Name ?? '', {
      functionVersion: input.FunctionVersion,
      description: input.Description,
      weights: input.RoutingConfig && (input.RoutingConfig.AdditionalVersionWeights ?? {}),
      revisionId: input.RevisionId,
    });
    return aliasOf(functions.get(scope, reference), alias);
  };
