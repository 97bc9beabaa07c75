import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { invalidParameter, unreadablePayload } from '../../../runtime/functions/errors.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf } from '../mapping.ts';

type Output = Omit<InvokeCommandOutput, '$metadata' | 'Payload'> & { Payload?: Uint8Array };

export const invoke =
  (functions: LambdaFunctions): Handler<InvokeCommandInput, Output> =>
  async (input, { scope }) => {
    const type = input.InvocationType ?? 'RequestResponse';
    const reference = referenceOf(input.FunctionName, input.Qualifier);
    // The gateway reads blobs as bytes.
    const payload = read(input.Payload as Uint8Array | undefined);
    if (type === 'DryRun') {
      functions.get(scope, reference);
      return { StatusCode: 204 };
    }
    if (type !== 'RequestResponse' && type !== 'Event')
      throw invalidParameter(`InvocationType ${String(type)} is not one of Event, RequestResponse, DryRun.`);
    const result = await functions.invoke(scope, reference, { type, payload });
    if (type === 'Event') return { StatusCode: result.status };
    return {
      StatusCode: result.status,
      ExecutedVersion: result.executedVersion,
      Payload: new TextEncoder().encode(JSON.stringify(result.payload ?? null)),
      ...(result.functionError !== undefined && { FunctionError: result.functionError }),
      ...(input.LogType === 'Tail' && { LogResult: Buffer.from(result.logTail ?? '').toString('base64') }),
    };
  };

function read(payload: Uint8Array | undefined): unknown {
  const text = new TextDecoder().decode(payload);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadablePayload((error as Error).message);
  }
}
