import type { PutParameterCommandInput, PutParameterResult } from '@aws-sdk/client-ssm';
import { invalidParameter, notRehearsed } from '../../../runtime/parameters/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { currentOf, required } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

export const putParameter =
  ({ parameters }: SsmDependencies): Handler<PutParameterCommandInput, PutParameterResult> =>
  (input, { scope, caller }) => {
    if (input.Policies !== undefined) throw notRehearsed('Policies of parameters');
    if (input.DataType !== undefined && input.DataType !== 'text')
      throw notRehearsed(`the data type ${input.DataType}`);
    if (input.Overwrite && input.Tags?.length) throw invalidParameter('Tags and overwrite cannot be used together.');
    const parameter = parameters.put(scope, {
      name: required(input.Name, 'name'),
      value: required(input.Value, 'value'),
      type: input.Type,
      overwrite: input.Overwrite ?? false,
      description: input.Description,
      allowedPattern: input.AllowedPattern,
      tier: input.Tier,
      keyId: input.KeyId,
      tags: input.Tags && Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
      by: caller.arn,
    });
    return { Version: currentOf(parameter).version, Tier: parameter.tier };
  };
