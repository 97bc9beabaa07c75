import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../../runtime/functions/errors.ts';
import type {
  FunctionAlias,
  FunctionRecord,
  FunctionSettings,
  FunctionVersion,
  PermissionStatement,
} from '../../runtime/functions/function-record.ts';
import { parseFunctionReference } from '../../runtime/functions/function-reference.ts';

/** Name and qualifier as one reference; a qualifier in both places must be the same. */
export function referenceOf(functionName: string | undefined, qualifier?: string): string {
  if (functionName === undefined || functionName === '') throw invalidParameter('FunctionName is required.');
  const own = parseFunctionReference(functionName).qualifier;
  if (own !== undefined && qualifier !== undefined && own !== qualifier)
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  return own === undefined && qualifier !== undefined ? `${functionName}:${qualifier}` : functionName;
}

export function configurationOf(
  record: FunctionRecord,
  version: FunctionVersion,
  qualifier?: string,
): FunctionConfiguration {
  return {
    FunctionName: record.name,
    FunctionArn: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`,
    Runtime: version.runtime as Runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.code.size,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memorySize,
    LastModified: new Date(version.lastModified).toISOString().replace('Z', '+0000'),
    CodeSha256: version.code.sha256,
    Version: version.version,
    ...(Object.keys(version.environment).length > 0 && { Environment: { Variables: version.environment } }),
    TracingConfig: { Mode: version.tracingMode },
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: version.architectures as ('arm64' | 'x86_64')[],
    EphemeralStorage: { Size: version.ephemeralStorage },
    LoggingConfig: { LogFormat: 'Text', LogGroup: version.logGroup },
    ...(version.vpc && {
      VpcConfig: { SubnetIds: version.vpc.subnetIds, SecurityGroupIds: version.vpc.securityGroupIds },
    }),
  };
}

export const aliasOf = (record: FunctionRecord, alias: FunctionAlias) => ({
  AliasArn: `${record.arn}:${alias.name}`,
  Name: alias.name,
  FunctionVersion: alias.functionVersion,
  ...(alias.additional && {
    RoutingConfig: { AdditionalVersionWeights: { [alias.additional.version]: alias.additional.weight } },
  }),
  Description: alias.description,
  RevisionId: alias.revisionId,
});

/** Source: Lambda API, List operations: at most 50 a page. */
const PAGE = 50;

/** One page; its marker is the key of the next page's first item. */
export function pageOf<T>(
  all: T[],
  { Marker, MaxItems = PAGE }: { Marker?: string | undefined; MaxItems?: number | undefined },
  keyOf: (item: T) => string,
): { items: T[]; next: string | undefined } {
  const start = Marker === undefined ? 0 : all.findIndex((item) => keyOf(item) === Marker);
  if (start < 0) throw invalidParameter('The marker provided is invalid.');
  const end = start + Math.min(MaxItems, PAGE);
  const next = all[end];
  return { items: all.slice(start, end), next: next && keyOf(next) };
}

interface WireSettings {
  Role?: string | undefined;
  Handler?: string | undefined;
  Runtime?: string | undefined;
  Description?: string | undefined;
  Timeout?: number | undefined;
  MemorySize?: number | undefined;
  Environment?: { Variables?: Record<string, string> | undefined } | undefined;
  LoggingConfig?: { LogGroup?: string | undefined } | undefined;
  EphemeralStorage?: { Size: number | undefined } | undefined;
}

/** What of a request's configuration is given. */
export function settingsOf(input: WireSettings): Partial<FunctionSettings> {
  return {
    ...(input.Role !== undefined && { role: input.Role }),
    ...(input.Handler !== undefined && { handler: input.Handler }),
    ...(input.Runtime !== undefined && { runtime: input.Runtime }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.Timeout !== undefined && { timeout: input.Timeout }),
    ...(input.MemorySize !== undefined && { memorySize: input.MemorySize }),
    ...(input.Environment && { environment: input.Environment.Variables ?? {} }),
    ...(input.LoggingConfig?.LogGroup !== undefined && { logGroup: input.LoggingConfig.LogGroup }),
    ...(input.EphemeralStorage?.Size !== undefined && { ephemeralStorage: input.EphemeralStorage.Size }),
  };
}

export function statementOf(
  record: FunctionRecord,
  { id, action, principal, sourceArn, sourceAccount, qualifier }: PermissionStatement,
) {
  const isService = principal.endsWith('.amazonaws.com');
  const condition = {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: id,
    Effect: 'Allow',
    Principal:
      principal === '*'
        ? '*'
        : isService
          ? { Service: principal }
          : { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal },
    Action: action,
    Resource: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}
