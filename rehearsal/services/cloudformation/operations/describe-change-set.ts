import type {
  Change,
  DescribeChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '../../../domain/stack/changes.ts';
import type { Stacks } from '../../../runtime/stacks/stacks.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { parametersOf, required } from '../mapping.ts';

export const describeChangeSet =
  (stacks: Stacks): Handler<DescribeChangeSetCommandInput, Omit<DescribeChangeSetCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const record = stacks.changeSets.get(scope, required('changeSetName', input.ChangeSetName), input.StackName);
    return {
      ChangeSetId: record.id,
      ChangeSetName: record.name,
      StackId: record.stack.id,
      StackName: record.stack.name,
      CreationTime: new Date(record.createdAt),
      Status: record.status,
      ExecutionStatus: record.executionStatus,
      Parameters: parametersOf(record.prepared),
      Tags: Object.entries(record.request.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: (record.request.capabilities ?? []) as DescribeChangeSetCommandOutput['Capabilities'],
      Changes: record.changes.map((change) =>
        changeOf(change, record.stack.resources.get(change.logicalId)?.state?.physicalId),
      ),
      ...(record.description !== undefined && { Description: record.description }),
      ...(record.statusReason !== undefined && { StatusReason: record.statusReason }),
    };
  };

const changeOf = (change: ResourceChange, physicalId: string | undefined): Change => ({
  Type: 'Resource',
  ResourceChange: {
    Action: change.action,
    LogicalResourceId: change.logicalId,
    ResourceType: change.type,
    Scope: change.scope,
    Details: change.properties.map((Name) => ({
      Target: { Attribute: Name === 'Tags' ? 'Tags' : 'Properties', Name },
      ChangeSource: 'DirectModification',
    })),
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ...(change.replacement !== undefined && { Replacement: change.replacement }),
  },
});
