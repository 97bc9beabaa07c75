import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Functions } from '../runtime/ports/functions.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { CustomResourceResponse, CustomResourceResponses } from '../runtime/stacks/custom-resource-responses.ts';
import { FailedResource } from '../runtime/stacks/failed-resource.ts';

export interface CustomResourceDependencies {
  clock: Clock;
  ids: Ids;
  functions: Functions;
  responses: CustomResourceResponses;
}

/** Seconds. Source: AWS::CloudFormation::CustomResource, ServiceTimeout. */
const DEFAULT_TIMEOUT = 3600;

/** `Custom::<anything>` and `AWS::CloudFormation::CustomResource`: properties are free, a function does the work. */
export function customResourceProviders(deps: CustomResourceDependencies): ResourceProvider[] {
  return ['Custom::*', 'AWS::CloudFormation::CustomResource'].map((type) => provider(deps, type));
}

type Properties = Record<string, unknown>;
type Request = {
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  OldResourceProperties?: unknown;
};

const provider = (deps: CustomResourceDependencies, type: string): ResourceProvider => ({
  type,
  properties: { '*': 'opaque' },
  replaceOn: [],

  async create(properties, context) {
    // Once the function was asked, something may exist: a failed creation is followed by a Delete, as in CloudFormation.
    const generated = `${context.stackName}-${context.logicalId}-${deps.ids.upper(12)}`;
    return ask(deps, type, { RequestType: 'Create' }, properties, context, generated);
  },

  update(state, properties, previous, context) {
    if (properties.ServiceToken !== previous.ServiceToken) throw new Error('Modifying service token is not allowed.');
    const request = {
      RequestType: 'Update',
      PhysicalResourceId: state.physicalId,
      OldResourceProperties: asStrings(previous),
    } as const;
    return ask(deps, type, request, properties, context, state.physicalId);
  },

  async delete(state, properties, context) {
    await ask(
      deps,
      type,
      { RequestType: 'Delete', PhysicalResourceId: state.physicalId },
      properties,
      context,
      state.physicalId,
    );
  },
});

async function ask(
  deps: CustomResourceDependencies,
  type: string,
  request: Request,
  properties: Properties,
  context: ResourceContext,
  physicalId: string,
): Promise<ResourceState> {
  const serviceToken = functionOf(properties);
  const requestId = deps.ids.uuid();
  const expected = deps.responses.expect(context.scope, context.stackId, context.logicalId, requestId);
  // A failed creation may say what it left. That CloudFormation ignores the id of a failed update is unverified; the CDK's
  // functions answer their log stream's name there, and a Delete for that could only do harm.
  const failed = (message: string, id?: unknown) => {
    const isKnown = request.RequestType === 'Create' && typeof id === 'string' && id !== '';
    return new FailedResource(message, { physicalId: isKnown ? id : physicalId, attributes: {} });
  };
  try {
    await deps.functions.invoke(context.scope, serviceToken, {
      type: 'Event',
      payload: {
        ...request,
        ServiceToken: serviceToken,
        ResponseURL: expected.url,
        StackId: context.stackId,
        RequestId: requestId,
        LogicalResourceId: context.logicalId,
        ResourceType: context.type ?? type,
        ResourceProperties: asStrings(properties),
      },
    });
    const response = await answerOf(deps, expected.response, properties, context, requestId, failed);
    return stateOf(response, request, context, requestId, failed);
  } finally {
    expected.forget();
  }
}

type Failed = (message: string, physicalId?: unknown) => FailedResource;

/** Waits for the answer, the time-out (scaled: it is CloudFormation's) or the cancellation, whichever comes first. */
async function answerOf(
  deps: CustomResourceDependencies,
  response: Promise<CustomResourceResponse>,
  properties: Properties,
  context: ResourceContext,
  requestId: string,
  failed: Failed,
): Promise<CustomResourceResponse> {
  const seconds = Number(properties.ServiceTimeout ?? DEFAULT_TIMEOUT);
  const answered = new AbortController();
  const signal = AbortSignal.any([context.signal, answered.signal]);
  const timeout = deps.clock.sleep(seconds * 1000, signal).then(
    () => {
      throw failed(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function so that CloudFormation can attach the updated version.`,
      );
    },
    () => {
      throw failed('Resource operation cancelled');
    },
  );
  try {
    return await Promise.race([response, timeout]);
  } finally {
    answered.abort(new Error('answered'));
  }
}

/** Source of the texts: events of real stacks. */
function stateOf(
  response: CustomResourceResponse,
  request: Request,
  context: ResourceContext,
  requestId: string,
  failed: Failed,
): ResourceState {
  const { Status, Reason, PhysicalResourceId, Data } = response;
  if (Status !== 'SUCCESS') {
    if (Status !== 'FAILED')
      throw failed('Invalid response object: Status must be SUCCESS or FAILED.', PhysicalResourceId);
    const why = typeof Reason === 'string' && Reason !== '' ? Reason : 'See the details in CloudWatch Log Stream';
    throw failed(
      `Received response status [FAILED] from custom resource. Message returned: ${why} (RequestId: ${requestId})`,
      PhysicalResourceId,
    );
  }
  const mismatch = (['StackId', 'RequestId', 'LogicalResourceId'] as const).find(
    (name) =>
      response[name] !== { StackId: context.stackId, RequestId: requestId, LogicalResourceId: context.logicalId }[name],
  );
  if (mismatch) throw failed(`Invalid response object: ${mismatch} does not match the request.`, PhysicalResourceId);
  if (request.RequestType !== 'Delete' && (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === ''))
    throw failed('Invalid PhysicalResourceId');
  const attributes = typeof Data === 'object' && Data !== null ? (Data as Record<string, unknown>) : {};
  const physicalId = typeof PhysicalResourceId === 'string' ? PhysicalResourceId : request.PhysicalResourceId;
  return { physicalId: physicalId ?? '', attributes };
}

function functionOf({ ServiceToken }: Properties): string {
  if (typeof ServiceToken !== 'string' || ServiceToken === '')
    throw new Error('ServiceToken is required by a custom resource.');
  if (!/^arn:aws[a-z-]*:lambda:/.test(ServiceToken))
    throw new Error(
      `The rehearsal runs custom resources whose ServiceToken is a Lambda function, not ${ServiceToken}.`,
    );
  return ServiceToken;
}

/** CloudFormation sends every scalar as a string. */
function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStrings);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asStrings(member)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
