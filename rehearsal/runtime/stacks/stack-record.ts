import type { IncludedTemplate } from '../../domain/stack/included-template.ts';
import type { ResolvedParameter } from '../../domain/stack/parameters.ts';
import type { ResourceStatus, StackStatus } from '../../domain/stack/stack-status.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ResourceState } from '../ports/resource-provider.ts';

export interface StackRecord {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  status: StackStatus;
  statusReason?: string;
  /** As the current template was given; empty until a change set made the stack real. */
  templateBody: string;
  description?: string;
  included?: IncludedTemplate;
  parameters: Record<string, ResolvedParameter>;
  tags: Record<string, string>;
  capabilities: string[];
  terminationProtection: boolean;
  disableRollback: boolean;
  changeSetId?: string;
  resources: Map<string, ResourceRecord>;
  outputs: StackOutput[];
  /** Names of exports of other stacks that this one uses. */
  imports: Set<string>;
  /** Oldest first. */
  events: StackEvent[];
}

export interface ResourceRecord {
  logicalId: string;
  type: string;
  status: ResourceStatus;
  statusReason?: string;
  updatedAt: number;
  /** Absent while the resource does not exist. */
  state?: ResourceState;
  /** As last sent to the provider, intrinsics resolved. */
  properties: Record<string, unknown>;
  deletionPolicy: string;
  updateReplacePolicy: string;
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

export interface StackEvent {
  id: string;
  at: number;
  logicalId: string;
  physicalId: string;
  type: string;
  status: ResourceStatus | StackStatus;
  reason?: string;
  properties?: string;
  token?: string;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';
