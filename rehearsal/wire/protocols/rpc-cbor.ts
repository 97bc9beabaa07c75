import { CborCodec } from '@smithy/core/cbor';
import { codecContext, queryErrorHeader, type Protocol } from './protocol.ts';

/** Any value, by what it is at run time. Source: @smithy/core/schema, pinned. */
const DOCUMENT = 15;
const EMPTY_MAP = new Uint8Array([0xa0]);

/** `POST /service/<target>/operation/<name>` in CBOR. Source: Smithy 2.0, RPC v2 CBOR protocol. */
export function rpcCbor(): Protocol {
  const codec = new CborCodec();
  codec.setSerdeContext(codecContext);
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return {
    name: 'smithy.protocols#rpcv2Cbor',
    async readInput(operation, request) {
      if (operation.input.isUnitSchema() || request.body.length === 0) return {};
      return (await codec.createDeserializer().read(operation.input, request.body)) as Record<string, unknown>;
    },
    writeOutput(_service, operation, output) {
      if (operation.output.isUnitSchema()) return { status: 200, headers, body: EMPTY_MAP };
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output ?? {});
      return { status: 200, headers, body: serializer.flush() };
    },
    writeFault(_service, fault) {
      const serializer = codec.createSerializer();
      serializer.write(DOCUMENT, { __type: fault.code, [fault.messageMember]: fault.message });
      return { status: fault.status, headers: { ...headers, ...queryErrorHeader(fault) }, body: serializer.flush() };
    },
  };
}
