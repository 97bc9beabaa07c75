import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { OperationModel, ServiceModel } from '../service-model.ts';
import { formTree, readForm } from './form.ts';
import { codecContext, faultSide, textOf, type Protocol, type WireFault, type WireReply } from './protocol.ts';
import { escapeXml } from './xml-text.ts';

/** `Action` and `Version` in a form, XML back. Source: Smithy 2.0, AWS Query protocol. */
export const awsQuery = (): Protocol => ({
  name: 'aws.protocols#awsQuery',
  readInput: async (operation, request) => inputOf(operation, request.body, false),
  writeOutput(service, operation, output, requestId) {
    const { name } = operation;
    const result = operation.output.isUnitSchema()
      ? ''
      : `<${name}Result>${members(operation, output)}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xml(200, `<${name}Response${xmlns(service)}>${result}${metadata}</${name}Response>`);
  },
  writeFault(service, fault, requestId) {
    const error = `<Error><Type>${faultSide(fault)}</Type>${codeAndMessage(fault)}</Error>`;
    const text = `<ErrorResponse${xmlns(service)}>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return xml(fault.status, text);
  },
});

/** EC2's variant: flat lists, no Result element, errors of another form. Source: Smithy 2.0, EC2 Query protocol. */
export const ec2Query = (): Protocol => ({
  name: 'aws.protocols#ec2Query',
  readInput: async (operation, request) => inputOf(operation, request.body, true),
  writeOutput(service, operation, output, requestId) {
    const { name } = operation;
    const body = operation.output.isUnitSchema() ? '' : members(operation, output);
    return xml(200, `<${name}Response${xmlns(service)}><requestId>${requestId}</requestId>${body}</${name}Response>`);
  },
  writeFault(_service, fault, requestId) {
    const errors = `<Errors><Error>${codeAndMessage(fault)}</Error></Errors>`;
    return xml(fault.status, `<Response>${errors}<RequestID>${requestId}</RequestID></Response>`);
  },
});

function inputOf(operation: OperationModel, body: Uint8Array, ec2: boolean): Record<string, unknown> {
  if (operation.input.isUnitSchema()) return {};
  const parameters = new URLSearchParams(textOf(body));
  return readForm(operation.input, formTree(parameters), ec2) as Record<string, unknown>;
}

/** The output's members without the element of the shape itself, which the replies name otherwise. */
function members(operation: OperationModel, output: unknown): string {
  // 5: ISO 8601, the default of XML protocols.
  const settings = { timestampFormat: { useTrait: true, default: 5 as const }, httpBindings: false };
  const serializer = new XmlShapeSerializer({ ...settings, xmlNamespace: '', serviceNamespace: '' });
  serializer.setSerdeContext(codecContext);
  serializer.write(operation.output, output ?? {});
  const text = String(serializer.flush());
  const open = /^<[^>]*?(\/?)>/.exec(text);
  if (!open) throw new Error(`The reply of ${operation.name} was not written as XML.`);
  return open[1] ? '' : text.slice(open[0].length, text.lastIndexOf('</'));
}

const codeAndMessage = (fault: WireFault): string =>
  `<Code>${escapeXml(fault.queryCode)}</Code><Message>${escapeXml(fault.message)}</Message>`;

const xmlns = (service: ServiceModel | undefined): string => (service ? ` xmlns="${service.xmlNamespace}"` : '');

const xml = (status: number, text: string): WireReply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
});
