import type { CreateFunctionCommandInput, CreateFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../../../runtime/functions/errors.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, settingsOf } from '../mapping.ts';

export const createFunction =
  (functions: LambdaFunctions): Handler<CreateFunctionCommandInput, Omit<CreateFunctionCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const { FunctionName: name, Role: role, Handler: handler, Runtime: runtime, Code } = input;
    if (!name || !role || !handler || !runtime)
      throw invalidParameter('FunctionName, Role, Handler and Runtime are required for functions in a zip archive.');
    if (!Code?.ZipFile) throw invalidParameter('The rehearsal takes functions as Code.ZipFile only.');
    const record = await functions.create(scope, {
      ...settingsOf(input),
      name,
      role,
      handler,
      runtime,
      code: { kind: 'zip', bytes: Code.ZipFile },
      tags: input.Tags ?? {},
    });
    if (input.Publish) functions.publish(scope, name);
    return configurationOf(record, record.latest);
  };
