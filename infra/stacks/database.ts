import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { RelationalDatabase, type DatabaseConfig } from '../constructs/database/relational-database.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

export interface DatabaseProps extends EnvironmentStackProps {
  readonly vpc: IVpc;
  readonly database: DatabaseConfig;
}

/**
 * A relational database, where the configuration asks for one. A stack of its own, beside the data that every environment has:
 * when it is switched off again, the stack is no more part of the pipeline and stays as it is, with what it holds, until
 * somebody deletes it. In a stack that goes on it would be taken away with its exports, while tasks still use them.
 */
export class Database extends EnvironmentStack {
  readonly instance: RelationalDatabase;

  constructor(scope: Construct, id: string, { vpc, database, ...props }: DatabaseProps) {
    super(scope, id, props);
    this.instance = new RelationalDatabase(this, 'Database', {
      prefix: this.prefix,
      vpc,
      database,
      protected: this.config.protected,
      logDays: this.config.service.logDays,
    });
  }
}
