import { parseArn } from '../../kernel/scope.ts';
import type { InvokingService } from '../ports/function-permissions.ts';
import { noPolicy, statementExists, statementNotFound } from './errors.ts';
import type { FunctionRecord, PermissionStatement } from './function-record.ts';
import { versionOf } from './versions.ts';

/** Each version and alias has a policy of its own, as has the function itself. Source: Lambda API, AddPermission: Qualifier. */
export function addStatement(record: FunctionRecord, statement: PermissionStatement): PermissionStatement {
  versionOf(record, statement.qualifier);
  if (statementsOf(record, statement.qualifier).some(({ id }) => id === statement.id))
    throw statementExists(statement.id);
  record.permissions.push(statement);
  return statement;
}

export function removeStatement(record: FunctionRecord, id: string, qualifier: string | undefined): void {
  const found = statementsOf(record, qualifier).find((statement) => statement.id === id);
  if (!found) throw statementNotFound(id);
  record.permissions = record.permissions.filter((statement) => statement !== found);
}

/** The policy's statements; throws when there is none. */
export function policyOf(record: FunctionRecord, qualifier: string | undefined): PermissionStatement[] {
  const statements = statementsOf(record, qualifier);
  if (statements.length === 0) throw noPolicy();
  return statements;
}

/**
 * Whether the policy of that qualifier lets a service invoke: the unqualified function's policy does not speak for an alias.
 * `aws:SourceArn` is compared as ArnLike, `aws:SourceAccount` with the account in the source's ARN. Source: Lambda developer
 * guide, "Working with resource-based IAM policies in Lambda".
 */
export const permits = (record: FunctionRecord, qualifier: string | undefined, service: InvokingService): boolean =>
  statementsOf(record, qualifier).some(
    ({ action, principal, sourceArn, sourceAccount }) =>
      ['lambda:InvokeFunction', 'lambda:*', '*'].includes(action) &&
      (principal === '*' || principal === service.principal) &&
      (sourceArn === undefined || isLike(service.sourceArn, sourceArn)) &&
      (sourceAccount === undefined || parseArn(service.sourceArn)?.account === sourceAccount),
  );

const statementsOf = (record: FunctionRecord, qualifier: string | undefined): PermissionStatement[] =>
  record.permissions.filter((statement) => statement.qualifier === qualifier);

/** `*` and `?` stand for characters within one part of an ARN; the last part may hold colons. Source: IAM, ArnLike. */
function isLike(arn: string, pattern: string): boolean {
  const parts = (text: string) => {
    const [head, rest] = [text.split(':').slice(0, 5), text.split(':').slice(5).join(':')];
    return [...head, rest];
  };
  const [wanted, given] = [parts(pattern), parts(arn)];
  return wanted.every((part, index) => {
    const source = part
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`).test(given[index] ?? '');
  });
}
