import { JsonCodec2 } from '@smithy/core/protocols';
import { codecContext, queryErrorHeader, textOf, type Protocol } from './protocol.ts';

/** `X-Amz-Target: <target>.<operation>`, JSON both ways. Source: Smithy 2.0, AWS JSON 1.0 and 1.1 protocols. */
export function awsJson(version: '1.0' | '1.1'): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  // 7: epoch seconds, the default of JSON protocols.
  const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
  codec.setSerdeContext(codecContext);
  return {
    name: `aws.protocols#awsJson${version.replace('.', '_')}`,
    async readInput(operation, request) {
      if (operation.input.isUnitSchema() || request.body.length === 0) return {};
      return (await codec.createDeserializer().read(operation.input, textOf(request.body))) as Record<string, unknown>;
    },
    writeOutput(_service, operation, output) {
      if (operation.output.isUnitSchema()) return { status: 200, headers: { 'content-type': contentType }, body: '{}' };
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output ?? {});
      return { status: 200, headers: { 'content-type': contentType }, body: serializer.flush() };
    },
    writeFault(_service, fault) {
      return {
        status: fault.status,
        headers: { 'content-type': contentType, 'x-amzn-errortype': fault.code, ...queryErrorHeader(fault) },
        body: JSON.stringify({ __type: fault.code, [fault.messageMember]: fault.message }),
      };
    },
  };
}
