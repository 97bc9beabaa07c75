import type {
  Capability,
  Parameter,
  ResourceStatus,
  Stack,
  StackEvent as WireEvent,
  StackResource,
  Tag,
} from '@aws-sdk/client-cloudformation';
import { validationError } from '../../domain/stack/validation-error.ts';
import type { ResourceRecord, StackEvent, StackRecord } from '../../runtime/stacks/stack-record.ts';
import type { StackRequest } from '../../runtime/stacks/stack-request.ts';

interface WireRequest {
  StackName?: string | undefined;
  TemplateBody?: string | undefined;
  TemplateURL?: string | undefined;
  UsePreviousTemplate?: boolean | undefined;
  Parameters?: Parameter[] | undefined;
  Tags?: Tag[] | undefined;
  Capabilities?: Capability[] | undefined;
  DisableRollback?: boolean | undefined;
}

export function requestOf(input: WireRequest): StackRequest {
  const name = required('stackName', input.StackName);
  const parameters = input.Parameters ?? [];
  return {
    name,
    ...(input.TemplateBody !== undefined && { templateBody: input.TemplateBody }),
    ...(input.TemplateURL !== undefined && { templateUrl: input.TemplateURL }),
    ...(input.UsePreviousTemplate !== undefined && { usePreviousTemplate: input.UsePreviousTemplate }),
    parameters: Object.fromEntries(
      parameters
        .filter(({ UsePreviousValue }) => !UsePreviousValue)
        .map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    ),
    usePreviousParameters: parameters
      .filter(({ UsePreviousValue }) => UsePreviousValue)
      .map(({ ParameterKey = '' }) => ParameterKey),
    ...(input.Tags && { tags: Object.fromEntries(input.Tags.map(({ Key = '', Value = '' }) => [Key, Value])) }),
    ...(input.Capabilities && { capabilities: input.Capabilities }),
    ...(input.DisableRollback !== undefined && { disableRollback: input.DisableRollback }),
  };
}

/** Source: answers of real accounts to a missing member. */
export function required(member: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

export function checkNewName(name: string): string {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

export function stackOf(stack: StackRecord): Stack {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(stack.description !== undefined && { Description: stack.description }),
    Parameters: parametersOf(stack),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt !== undefined && { DeletionTime: new Date(stack.deletedAt) }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [],
    Capabilities: stack.capabilities as Capability[],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description !== undefined && { Description: description }),
      ...(exportName !== undefined && { ExportName: exportName }),
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export const parametersOf = (stack: Pick<StackRecord, 'parameters'>): Parameter[] =>
  Object.entries(stack.parameters).map(([ParameterKey, { value, resolved, noEcho, fromStore }]) => ({
    ParameterKey,
    ParameterValue: noEcho ? '****' : value,
    ...(fromStore && { ResolvedValue: String(resolved) }),
  }));

export const eventOf = (stack: StackRecord, event: StackEvent): WireEvent => ({
  StackId: stack.id,
  EventId: event.id,
  StackName: stack.name,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.at),
  ResourceStatus: event.status as ResourceStatus,
  ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
  ...(event.properties !== undefined && { ResourceProperties: event.properties }),
});

export const resourceOf = (stack: StackRecord, record: ResourceRecord): StackResource => ({
  StackName: stack.name,
  StackId: stack.id,
  LogicalResourceId: record.logicalId,
  ...(record.state && { PhysicalResourceId: record.state.physicalId }),
  ResourceType: record.type,
  Timestamp: new Date(record.updatedAt),
  ResourceStatus: record.status,
  ...(record.statusReason !== undefined && { ResourceStatusReason: record.statusReason }),
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
});

/** One page of a list whose tokens are positions in it. */
export function pageOf<T>(items: readonly T[], token: string | undefined, size: number): { page: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw validationError(`Invalid NextToken ${token}`);
  const end = start + size;
  return { page: items.slice(start, end), ...(end < items.length && { next: String(end) }) };
}
