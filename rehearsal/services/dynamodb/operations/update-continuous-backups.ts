import type { UpdateContinuousBackupsCommandInput, UpdateContinuousBackupsOutput } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../../wire/service-table.ts';
import type { DynamodbDependencies } from '../dependencies.ts';
import { required, wireBackups } from '../mapping.ts';

/** Source: PointInTimeRecoverySpecification.RecoveryPeriodInDays, 1 to 35, 35 when not given. */
export const updateContinuousBackups =
  ({ tables }: DynamodbDependencies): Handler<UpdateContinuousBackupsCommandInput, UpdateContinuousBackupsOutput> =>
  (input, { scope }) => {
    const wanted = required(input.PointInTimeRecoverySpecification, 'pointInTimeRecoverySpecification');
    const name = required(input.TableName, 'tableName');
    const days = wanted.RecoveryPeriodInDays ?? 35;
    const table = tables.update(scope, name, { recovery: wanted.PointInTimeRecoveryEnabled ? { days } : undefined });
    return { ContinuousBackupsDescription: wireBackups(table, tables.now()) };
  };
