import type { ServicePublication } from '../ports/topic-publisher.ts';
import { invalidParameter, notRehearsed } from './errors.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { AWS?: string | string[]; Service?: string | string[] };
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[] | boolean>>;
}

/** Source: SNS developer guide, "Default policy": everything to the topic's owner, services on the owner's behalf included. */
export const defaultPolicy = (topicArn: string, account: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });

/** Throws InvalidParameter, also for conditions that could not be judged. */
export function checkPolicy(text: string): void {
  for (const { Effect, Condition = {} } of statementsOf(text)) {
    if (Effect !== 'Allow' && Effect !== 'Deny')
      throw invalidParameter('Policy statement Effect must be Allow or Deny');
    for (const operator of Object.keys(Condition))
      if (!Object.hasOwn(OPERATORS, operator)) throw notRehearsed(`the condition ${operator} in a topic's policy`);
  }
}

/**
 * Whether a topic's policy lets a service publish: alarms and rules have no other permission. Source: IAM, "Policy evaluation
 * logic": an explicit Deny wins, and what no statement allows is denied. Resource is the topic itself.
 */
export function permitsPublish(policy: string, publication: ServicePublication, account: string): boolean {
  const matching = statementsOf(policy).filter(
    (statement) =>
      listOf(statement.Action).some((action) => ['sns:publish', 'sns:*', '*'].includes(action.toLowerCase())) &&
      isMeant(statement.Principal, publication.principal) &&
      holds(statement.Condition ?? {}, contextOf(publication, account)),
  );
  return matching.some(({ Effect }) => Effect === 'Allow') && matching.every(({ Effect }) => Effect === 'Allow');
}

function statementsOf(policy: string): Statement[] {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    if (Statement === undefined) throw invalidParameter('Policy Error: null');
    return Array.isArray(Statement) ? Statement : [Statement];
  } catch (error) {
    throw error instanceof SyntaxError ? invalidParameter('Policy Error: null') : error;
  }
}

const listOf = (value: string | string[] | undefined): string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

const isMeant = (principal: Statement['Principal'], service: string): boolean =>
  principal === '*' || listOf(principal?.AWS).includes('*') || listOf(principal?.Service).includes(service);

/** Condition keys that the request has, in lower case. */
const contextOf = (
  { sourceArn, sourceOwner }: ServicePublication,
  account: string,
): Record<string, string | undefined> => ({
  'aws:sourcearn': sourceArn,
  'aws:sourceaccount': account,
  'aws:sourceowner': sourceOwner,
  // Services speak TLS.
  'aws:securetransport': 'true',
});

const like = (value: string, pattern: string): boolean => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
};

const OPERATORS: Record<string, (value: string, wanted: string) => boolean> = {
  StringEquals: (value, wanted) => value === wanted,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (value, wanted) => value === wanted.toLowerCase(),
};

const holds = (condition: NonNullable<Statement['Condition']>, context: Record<string, string | undefined>): boolean =>
  Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = context[key.toLowerCase()];
      const values = typeof wanted === 'boolean' ? [String(wanted)] : listOf(wanted);
      return value !== undefined && values.some((one) => OPERATORS[operator]?.(value, one) ?? false);
    }),
  );
