import { bucketAddress, isBucketHost } from './bucket-address.ts';
import type { WireRequest } from './protocols/protocol.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

/** The service that a request means when it is S3's by signature or host; S3's paths would else match anything. */
export const bucketService = (
  services: readonly ServiceModel[],
  request: WireRequest,
  signingName: string | undefined,
): ServiceModel | undefined =>
  services.find(
    (service) =>
      service.isRestXml &&
      (service.signingName === signingName || (signingName === undefined && isBucketHost(request.headers.host))),
  );

/**
 * The operation of a bucket's or an object's URL: S3's routes differ in what the query and the headers hold, so that the
 * operation that demands most of what is there is meant. `x-id` is a hint of some clients and not looked at.
 */
export function bucketOperation(service: ServiceModel, request: WireRequest): OperationModel | undefined {
  const address = bucketAddress(request);
  const labels = new Set([
    ...(address.bucket === undefined ? [] : ['Bucket']),
    ...(address.key === undefined ? [] : ['Key']),
  ]);
  return [...service.operations.values()]
    .flatMap((operation) => {
      const demands = operation.route?.method === request.method ? demandsOf(operation) : undefined;
      const fits = demands && isSame(demands.labels, labels) && demands.all.every((demand) => demand(request));
      return fits
        ? [{ operation, rank: demands.all.length * 2 + Number(operation.name in service.table.operations) }]
        : [];
    })
    .toSorted((a, b) => b.rank - a.rank)[0]?.operation;
}

interface Demands {
  labels: ReadonlySet<string>;
  /** What the query and the headers must have. */
  all: ((request: WireRequest) => boolean)[];
}

/** Made once an operation. */
const known = new WeakMap<OperationModel, Demands>();

function demandsOf(operation: OperationModel): Demands {
  const present = known.get(operation);
  if (present) return present;
  const demands: Demands = {
    labels: new Set(membersWith(operation, 'httpLabel').map(({ member }) => member)),
    all: [
      ...(operation.route?.query ?? [])
        .filter(([name]) => name !== 'x-id')
        .map(([name, value]) => hasParameter(name, value)),
      ...membersWith(operation, 'httpQuery')
        .filter(isRequired(operation))
        .map(({ name }) => hasParameter(name, '')),
      ...membersWith(operation, 'httpHeader')
        .filter(isRequired(operation))
        .map(({ name }) => hasHeader(name)),
    ],
  };
  known.set(operation, demands);
  return demands;
}

const hasParameter =
  (name: string, value: string) =>
  ({ url }: WireRequest): boolean =>
    value === '' ? url.searchParams.has(name) : url.searchParams.get(name) === value;

const hasHeader =
  (name: string) =>
  ({ headers }: WireRequest): boolean =>
    headers[name.toLowerCase()] !== undefined;

const isRequired =
  (operation: OperationModel) =>
  ({ member }: { member: string }): boolean =>
    operation.required.has(member);

function membersWith(operation: OperationModel, trait: string): { member: string; name: string }[] {
  if (!operation.input.isStructSchema()) return [];
  return [...operation.input.structIterator()].flatMap(([member, schema]) => {
    const value = (schema.getMergedTraits() as Record<string, string | number | undefined>)[trait];
    return value === undefined ? [] : [{ member, name: String(value) }];
  });
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));
