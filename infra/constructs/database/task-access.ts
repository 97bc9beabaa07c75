import { CfnSecurityGroupEgress, CfnSecurityGroupIngress, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { RelationalDatabase } from './relational-database.ts';

export interface TaskAccessProps {
  readonly database: RelationalDatabase;
  readonly tasks: ISecurityGroup;
}

/**
 * Lets tasks reach the database, and nobody else. Both rules are resources of the stack that has the tasks: the tasks' group is
 * made after the database, and neither group changes.
 */
export class TaskAccess extends Construct {
  constructor(scope: Construct, id: string, { database, tasks }: TaskAccessProps) {
    super(scope, id);
    const rule = { ipProtocol: 'tcp', fromPort: database.port, toPort: database.port };
    const [from, to] = [tasks.securityGroupId, database.securityGroup.securityGroupId];
    new CfnSecurityGroupIngress(this, 'FromTasks', {
      ...rule,
      groupId: to,
      sourceSecurityGroupId: from,
      description: 'connections of tasks',
    });
    new CfnSecurityGroupEgress(this, 'ToDatabase', {
      ...rule,
      groupId: from,
      destinationSecurityGroupId: to,
      description: 'connections to the database',
    });
  }
}
