import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceTable } from './service-table.ts';

/** What the clients' schemas are made of; `NormalizedSchema.of` reads any of them. */
type Schema = Parameters<typeof NormalizedSchema.of>[0];

export interface OperationModel {
  /** For example `CreateDeployment`. */
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** The `http` trait of REST services. */
  readonly route?: RestRoute;
  /** Members that every input has. */
  readonly required: ReadonlySet<string>;
}

interface RestRoute {
  readonly method: string;
  /** Matches the path; labels are named groups. */
  readonly path: RegExp;
  /** Query parameters that the route itself demands, for example `list-type=2`. */
  readonly query: readonly (readonly [string, string])[];
  /** Literal segments, for choosing the most specific of several routes that match. */
  readonly literals: number;
  readonly successStatus: number;
}

interface ErrorModel {
  /** The exception's shape name. */
  readonly shape: string;
  /** The code on the wire of awsQuery: the `awsQueryError` trait, else the shape's name. */
  readonly queryCode: string;
  /** The `httpError` trait; without it the status is the thrower's. */
  readonly status: number | undefined;
  /** `message` or `Message`, as the shape spells it. */
  readonly messageMember: string;
}

/** One AWS API as its client's exported schemas describe it. */
export interface ServiceModel {
  readonly name: string;
  readonly table: ServiceTable;
  /** First part of `X-Amz-Target`, and the service of a Smithy RPC path. */
  readonly target: string;
  /** `Version` of awsQuery. */
  readonly version: string;
  readonly xmlNamespace: string;
  readonly signingName: string;
  readonly isEc2Query: boolean;
  /** S3: its operations are found by bucket, key and query. */
  readonly isRestXml: boolean;
  /** awsJson that also carries the codes of the awsQuery it replaced (CloudWatch). */
  readonly isQueryCompatible: boolean;
  /** Every operation of the API, those that the table leaves out included. */
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** The modelled error for a shape name or an awsQuery code. */
  error(code: string): ErrorModel | undefined;
}

/** Schema kinds in the first place of a static schema. Source: @smithy/core/schema, pinned. */
const OPERATION = 9;
const ERROR = -3;

export function serviceModel(table: ServiceTable): ServiceModel {
  const config = clientConfig(table);
  const settings = config.protocolSettings;
  const schemas = Object.values(table.client).filter((value): value is unknown[] => Array.isArray(value));
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const schema of schemas) {
    if (schema[0] === OPERATION) {
      const operation = operationModel(schema);
      operations.set(operation.name, operation);
    } else if (schema[0] === ERROR) {
      const error = errorModel(schema);
      errors.set(error.shape, error);
      if (!errors.has(error.queryCode)) errors.set(error.queryCode, error);
    }
  }
  for (const name of Object.keys({ ...table.operations, ...table.relays }))
    if (!operations.has(name)) throw new Error(`${table.name} has no operation ${name}: its table names one.`);
  return {
    name: table.name,
    table,
    target: settings.serviceTarget ?? '',
    version: settings.version ?? config.apiVersion,
    xmlNamespace: settings.xmlNamespace ?? '',
    signingName: signingNameOf(config),
    isEc2Query: config.protocol.getShapeId() === 'aws.protocols#ec2Query',
    isRestXml: config.protocol.getShapeId() === 'aws.protocols#restXml',
    isQueryCompatible: settings.awsQueryCompatible === true,
    operations,
    error: (code) => errors.get(code),
  };
}

interface ClientConfig {
  apiVersion: string;
  protocol: { getShapeId(): string };
  protocolSettings: { serviceTarget?: string; version?: string; xmlNamespace?: string; awsQueryCompatible?: boolean };
  httpAuthSchemeProvider(
    parameters: Record<string, unknown>,
  ): { schemeId: string; signingProperties?: { name?: string } }[];
}

/** A client is made only to read its configuration; it never sends anything. */
function clientConfig(table: ServiceTable): ClientConfig {
  type ClientClass = new (config: object) => { config: ClientConfig };
  const found = Object.entries(table.client).find(
    ([name, value]) =>
      /^(?!_).+Client$/.test(name) && typeof value === 'function' && 'send' in (value.prototype as object),
  );
  if (!found) throw new Error(`${table.name}: the module given as its client exports no client class.`);
  const Client = found[1] as ClientClass;
  return new Client({ region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } }).config;
}

function signingNameOf(config: ClientConfig): string {
  // Most clients ask for the region, STS's for the parameters of its endpoint rules.
  const parameters = { operation: '', region: 'us-east-1', Region: 'us-east-1', UseGlobalEndpoint: false };
  const schemes = config.httpAuthSchemeProvider(parameters);
  return schemes.find((scheme) => scheme.schemeId === 'aws.auth#sigv4')?.signingProperties?.name ?? '';
}

function operationModel(schema: unknown[]): OperationModel {
  const [, , name, traits, input, output] = schema as [9, string, string, unknown, Schema, Schema];
  // Traits are an object, or a number of flags that says nothing of routes.
  const { http } = Object(traits) as { http?: [string, string, number] };
  return {
    name,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    ...(http && { route: restRoute(...http) }),
    required: requiredMembers(NormalizedSchema.of(input)),
  };
}

/** Of a structure's members the required ones come first, and their number last. Source: @smithy/core/schema, pinned. */
function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const raw = schema.getSchema();
  const [, , , , members, , count] = (Array.isArray(raw) ? raw : []) as unknown[];
  return new Set(Array.isArray(members) ? (members as string[]).slice(0, Number(count ?? 0)) : []);
}

function restRoute(method: string, template: string, successStatus: number): RestRoute {
  const [path = '', query = ''] = template.split('?');
  const segments = path.split('/').filter(Boolean);
  const pattern = segments.map((segment) => {
    const label = /^\{(\w+)(\+?)\}$/.exec(segment);
    if (!label) return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return `(?<${label[1]}>${label[2] ? '.+' : '[^/]+'})`;
  });
  return {
    method,
    path: new RegExp(`^/${pattern.join('/')}/?$`),
    query: [...new URLSearchParams(query)],
    literals: segments.filter((segment) => !segment.startsWith('{')).length,
    successStatus,
  };
}

function errorModel(schema: unknown[]): ErrorModel {
  const [, , shape, traits, members] = schema as [-3, string, string, unknown, string[]];
  const { awsQueryError, httpError } = Object(traits) as { awsQueryError?: [string, number]; httpError?: number };
  return {
    shape,
    queryCode: awsQueryError?.[0] ?? shape,
    status: httpError ?? awsQueryError?.[1],
    messageMember: members.find((member) => member.toLowerCase() === 'message') ?? 'message',
  };
}
