import { JsonCodec2 } from '@smithy/core/protocols';
import type { OperationModel } from '../service-model.ts';
import { isRaw, readBindings, writeBindings } from './http-bindings.ts';
import { codecContext, faultSide, textOf, type Protocol, type WireRequest } from './protocol.ts';

// 7: epoch seconds in bodies.
const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });
codec.setSerdeContext(codecContext);

/** Paths, query, headers and a JSON body. Source: Smithy 2.0, AWS restJson1 protocol. */
export const restJson = (): Protocol => ({
  name: 'aws.protocols#restJson1',
  readInput: readInput,
  writeOutput(_service, operation, output) {
    const { headers: bound, payload, inBody, ...written } = writeBindings(operation, output);
    const headers = { 'content-type': 'application/json', ...bound };
    const status = written.status ?? operation.route?.successStatus ?? 200;
    if (payload && isRaw(payload.schema)) return { status, headers, body: payload.value as string | Uint8Array };
    if (operation.output.isUnitSchema() || status === 204) return { status, headers, body: '' };
    const serializer = codec.createSerializer();
    if (payload) serializer.write(payload.schema, payload.value);
    else serializer.write(operation.output, inBody);
    return { status, headers, body: serializer.flush() };
  },
  writeFault(_service, fault) {
    // Lambda's errors name their side in `Type`. Source: Lambda API, error shapes (members Type and Message).
    const type = faultSide(fault) === 'Sender' ? 'User' : 'Service';
    return {
      status: fault.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.code },
      body: JSON.stringify({ Type: type, [fault.messageMember]: fault.message }),
    };
  },
});

async function readInput(operation: OperationModel, request: WireRequest): Promise<Record<string, unknown>> {
  const groups = Object.entries(operation.route?.path.exec(request.url.pathname)?.groups ?? {});
  const labels = Object.fromEntries(groups.map(([name, text]) => [name, decodeURIComponent(text)]));
  const { input, hasBody } = await readBindings(operation, request, labels, (schema, body) =>
    codec.createDeserializer().read(schema, textOf(body)),
  );
  if (hasBody && request.body.length > 0) {
    const body = (await codec.createDeserializer().read(operation.input, textOf(request.body))) as Record<
      string,
      unknown
    >;
    // What is bound elsewhere is not read from the body.
    for (const [member, value] of Object.entries(body)) if (!(member in input)) input[member] = value;
  }
  return input;
}
