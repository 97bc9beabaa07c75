import { createHash } from 'node:crypto';
import type { RecordedType, ResourceContext } from '../runtime/ports/resource-provider.ts';

/** What a database instance names beside itself. The instance has a provider: its secret and its address are asked for. */
export const recordedDatabaseTypes: RecordedType[] = [
  {
    type: 'AWS::RDS::DBSubnetGroup',
    reason: 'No database runs here, so none has to be placed in subnets.',
    describe: ({ DBSubnetGroupName }, context) => ({ physicalId: nameOf(DBSubnetGroupName, context), attributes: {} }),
  },
  {
    type: 'AWS::RDS::DBParameterGroup',
    reason: 'No database runs here whose engine could read parameters.',
    describe: ({ DBParameterGroupName }, context) => {
      const name = nameOf(DBParameterGroupName, context);
      return { physicalId: name, attributes: { DBParameterGroupName: name } };
    },
  },
];

/** RDS keeps names of groups in lower case. The same resource of the same stack has the same name. Source: RDS API. */
function nameOf(given: unknown, { stackName, stackId, logicalId }: ResourceContext): string {
  const hash = createHash('sha256').update(`${stackId}/${logicalId}`).digest('hex').slice(0, 12);
  return (typeof given === 'string' ? given : `${stackName}-${logicalId}-${hash}`).toLowerCase();
}
