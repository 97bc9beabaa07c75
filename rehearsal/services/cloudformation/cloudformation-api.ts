import * as client from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../../runtime/stacks/stacks.ts';
import type { ServiceTable } from '../../wire/service-table.ts';
import { cancelUpdateStack } from './operations/cancel-update-stack.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteChangeSet } from './operations/delete-change-set.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeChangeSet } from './operations/describe-change-set.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStackResource } from './operations/describe-stack-resource.ts';
import { describeStackResources } from './operations/describe-stack-resources.ts';
import { describeStacks } from './operations/describe-stacks.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import { getTemplate } from './operations/get-template.ts';
import { listExports } from './operations/list-exports.ts';
import { listImports } from './operations/list-imports.ts';
import { listStackResources } from './operations/list-stack-resources.ts';
import { listStacks } from './operations/list-stacks.ts';
import { updateStack } from './operations/update-stack.ts';
import { updateTerminationProtection } from './operations/update-termination-protection.ts';

export function cloudformationApi({ stacks }: { stacks: Stacks }): ServiceTable {
  return {
    name: 'cloudformation',
    client,
    operations: {
      CancelUpdateStack: cancelUpdateStack(stacks),
      CreateChangeSet: createChangeSet(stacks),
      CreateStack: createStack(stacks),
      DeleteChangeSet: deleteChangeSet(stacks),
      DeleteStack: deleteStack(stacks),
      DescribeChangeSet: describeChangeSet(stacks),
      DescribeStackEvents: describeStackEvents(stacks),
      DescribeStackResource: describeStackResource(stacks),
      DescribeStackResources: describeStackResources(stacks),
      DescribeStacks: describeStacks(stacks),
      ExecuteChangeSet: executeChangeSet(stacks),
      GetTemplate: getTemplate(stacks),
      ListExports: listExports(stacks),
      ListImports: listImports(stacks),
      ListStackResources: listStackResources(stacks),
      ListStacks: listStacks(stacks),
      UpdateStack: updateStack(stacks),
      UpdateTerminationProtection: updateTerminationProtection(stacks),
    },
    gaps: [
      'Of YAML templates, long forms of functions are read, not the tags (!Ref, !Sub) and no aliases; GetTemplate answers JSON for them, too. Transforms, macros, hooks, modules and nested stacks are refused by name.',
      'Resource types, properties and attributes (CreationPolicy, UpdatePolicy, DeletionPolicy Snapshot) that are not implemented are refused by name before anything starts.',
      "AWS::RDS::DBInstance gives names, addresses and the master user's secret: no database runs, and RDS has no API here. Unverified: the secret's description.",
      'Of dynamic references, `ssm` and `secretsmanager` are resolved in properties of resources; `ssm-secure` is refused by name, and `ssm` gives a SecureString, too. Unverified: the texts of their errors.',
      'Drift detection, imports of resources, stack sets, stack policies, rollback triggers, notifications and ContinueUpdateRollback are missing.',
      'A change set is ready at once; property values before and after, nested and import change sets, ListChangeSets are missing.',
      'Capabilities are remembered and not demanded; the execution role is not assumed.',
      "Required properties and value constraints are checked by each resource type, not by CloudFormation's schemas.",
      'The stack events of a creation tell "Resource creation Initiated" when the resource is finished, not when it has an id.',
      'Unverified: the text for a JSON key that a secret of a dynamic reference does not have.',
      'Unverified: the status of a stack whose deletion was refused because an export is in use, handler error codes, page sizes.',
    ],
  };
}
