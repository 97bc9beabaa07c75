import type { Template } from './assembly.ts';
import { ofType, text } from './resources.ts';

interface Call {
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>> & {
    readonly Port?: number;
    readonly Protocol?: string;
    readonly DefaultActions?: readonly {
      readonly ForwardConfig: {
        readonly TargetGroups: readonly { readonly TargetGroupArn: string; readonly Weight: number | string }[];
      };
    }[];
  };
}

/** What the listeners that CodeDeploy shifts send to AWS, in the template's order. References are written as what they name. */
export const listenerCalls = (template: Template) =>
  ofType(template, 'Custom::ShiftedListener').map(([, { Properties }]) => {
    const call = (name: string) => JSON.parse(withoutReferences(text(Properties[name]))) as Call;
    const create = call('Create');
    return { port: create.parameters.Port, create, update: call('Update'), remove: call('Delete') };
  });

/** A number has no quotes, and its reference gets some here: the call is to be read, not sent. */
const withoutReferences = (json: string) =>
  json
    .replaceAll(/(:)\$\{\{"Fn::GetAtt":\["(\w+)","([^"]+)"\]\}\}/g, '$1"$2.$3"')
    .replaceAll(/\$\{\{"Fn::GetAtt":\["(\w+)","([^"]+)"\]\}\}/g, '$1.$2')
    .replaceAll(/\$\{\{"Ref":"(\w+)"\}\}/g, '$1');
