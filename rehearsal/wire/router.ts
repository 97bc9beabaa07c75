import { AwsError } from '../kernel/aws-error.ts';
import { bucketOperation, bucketService } from './bucket-routes.ts';
import { invalidAction, missingAction, unknownBucketOperation, unknownOperation, unknownRoute } from './errors.ts';
import { awsJson } from './protocols/aws-json.ts';
import { awsQuery, ec2Query } from './protocols/aws-query.ts';
import { textOf, type Protocol, type WireRequest } from './protocols/protocol.ts';
import { restJson } from './protocols/rest-json.ts';
import { restXml } from './protocols/rest-xml.ts';
import { rpcCbor } from './protocols/rpc-cbor.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import type { Relay } from './service-table.ts';

/** What a request asks for. Without `operation` it is refused with `refusal`, in the protocol it came in. */
export interface Routed {
  protocol: Protocol;
  isQuery: boolean;
  service: ServiceModel | undefined;
  /** As the request names it, even if nothing has that name. */
  operationName: string;
  operation: OperationModel | undefined;
  /** Set when the request's bytes are another server's to answer. */
  relay: Relay | undefined;
  refusal: () => AwsError;
}

const JSON_1_0 = awsJson('1.0');
const JSON_1_1 = awsJson('1.1');
const CBOR = rpcCbor();
const QUERY = awsQuery();
const EC2 = ec2Query();
const REST = restJson();
const XML = restXml();

/** S3's requests, found without their bodies: objects are streamed. Undefined for every other service's. */
export function routeBuckets(
  services: readonly ServiceModel[],
  request: WireRequest,
  signingName: string | undefined,
): Routed | undefined {
  const service = bucketService(services, request, signingName);
  if (!service) return undefined;
  try {
    const name = bucketOperation(service, request)?.name ?? '';
    return routed(XML, service, name, () => unknownBucketOperation(name));
  } catch (error) {
    if (error instanceof AwsError) return routed(XML, service, '', () => error);
    throw error;
  }
}

/** Finds service and operation by how the request is written: target header, RPC path, form, or REST route. */
export function route(
  services: readonly ServiceModel[],
  request: WireRequest,
  signingName: string | undefined,
): Routed {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return routeTarget(services, request, target);
  const rpc = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.url.pathname);
  if (rpc) return routeRpc(services, rpc[1] ?? '', rpc[2] ?? '');
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (isForm) return routeForm(services, request, signingName);
  return routeRest(services, request, signingName);
}

function routeTarget(services: readonly ServiceModel[], request: WireRequest, target: string): Routed {
  const dot = target.lastIndexOf('.');
  const operationName = target.slice(dot + 1);
  const service = services.find((candidate) => candidate.target === target.slice(0, dot));
  const protocol = (request.headers['content-type'] ?? '').includes('json-1.0') ? JSON_1_0 : JSON_1_1;
  return routed(protocol, service, operationName, () => unknownOperation(operationName));
}

function routeRpc(services: readonly ServiceModel[], target: string, operationName: string): Routed {
  const service = services.find((candidate) => candidate.target === target);
  return routed(CBOR, service, operationName, () => unknownOperation(operationName));
}

function routeForm(services: readonly ServiceModel[], request: WireRequest, signingName: string | undefined): Routed {
  const form = new URLSearchParams(textOf(request.body));
  const action = form.get('Action') ?? '';
  const version = form.get('Version') ?? '';
  const ofVersion = services.filter((candidate) => candidate.version === version);
  const service = preferSigned(ofVersion, signingName, (candidate) => candidate.operations.has(action));
  const refusal = () => (action ? invalidAction(action, version) : missingAction());
  return routed(service?.isEc2Query ? EC2 : QUERY, service, action, refusal, true);
}

function routeRest(services: readonly ServiceModel[], request: WireRequest, signingName: string | undefined): Routed {
  const byPath = services.filter((candidate) => !candidate.isRestXml);
  const signed = byPath.filter((candidate) => candidate.signingName === signingName);
  for (const candidates of [signed, byPath]) {
    const found = candidates
      .flatMap((service) => [...service.operations.values()].map((operation) => ({ service, operation })))
      .filter(({ operation }) => matches(operation, request))
      .toSorted((a, b) => specificity(b.operation) - specificity(a.operation))[0];
    if (found)
      return routed(REST, found.service, found.operation.name, () =>
        unknownRoute(request.method, request.url.pathname),
      );
  }
  const { method, url } = request;
  return routed(REST, signed[0], '', () => unknownRoute(method, url.pathname));
}

function matches({ route }: OperationModel, { method, url }: WireRequest): boolean {
  if (route?.method !== method || !route.path.test(url.pathname)) return false;
  return route.query.every(([name, value]) => (url.searchParams.get(name) ?? undefined) === value);
}

const specificity = ({ route }: OperationModel): number => (route ? route.literals * 10 + route.query.length : 0);

function preferSigned(
  services: readonly ServiceModel[],
  signingName: string | undefined,
  has: (service: ServiceModel) => boolean,
) {
  const signed = services.find((candidate) => candidate.signingName === signingName);
  return signed && has(signed) ? signed : (services.find(has) ?? signed ?? services[0]);
}

function routed(
  protocol: Protocol,
  service: ServiceModel | undefined,
  operationName: string,
  refusal: () => AwsError,
  isQuery = false,
): Routed {
  const { operations = {}, relays = {} } = service?.table ?? {};
  // Bytes are passed on in the protocol that they came in, which is the other server's too.
  const relay = protocol === JSON_1_0 && Object.hasOwn(relays, operationName) ? relays[operationName] : undefined;
  const isImplemented = relay !== undefined || Object.hasOwn(operations, operationName);
  const operation = isImplemented ? service?.operations.get(operationName) : undefined;
  return { protocol, isQuery, service, operationName, operation, relay, refusal };
}
