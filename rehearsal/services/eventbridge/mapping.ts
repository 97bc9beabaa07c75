import type { Rule as WireRule, Tag, Target } from '@aws-sdk/client-eventbridge';
import { busNotFound, notRehearsed, validation } from '../../runtime/events/errors.ts';
import type { Rule, RuleTarget } from '../../runtime/events/rule.ts';

export const wireRule = (rule: Rule): WireRule => ({
  Name: rule.name,
  Arn: rule.arn,
  Description: rule.description,
  EventPattern: rule.pattern?.text,
  ScheduleExpression: rule.schedule?.expression,
  State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
  RoleArn: rule.roleArn,
  EventBusName: 'default',
});

export function wireTarget({ id, arn, input }: RuleTarget): Target {
  return {
    Id: id,
    Arn: arn,
    ...(input.kind === 'constant' && { Input: input.json }),
    ...(input.kind === 'path' && { InputPath: input.path }),
    ...(input.kind === 'transformer' && {
      InputTransformer: { InputPathsMap: input.transformer.paths, InputTemplate: input.transformer.template },
    }),
  };
}

/** Throws for every bus but the default one, which a name or an ARN may name. */
export function assertDefaultBus(bus: string | undefined): void {
  if (bus !== undefined && bus !== 'default' && !bus.endsWith(':event-bus/default')) throw busNotFound(bus);
}

/** Members of a target that are taken; all others are refused. */
const TAKEN = ['Id', 'Arn', 'Input', 'InputPath', 'InputTransformer'];

export function refuseOthers(target: Target): void {
  for (const [name, value] of Object.entries(target))
    if (value !== undefined && !TAKEN.includes(name)) throw notRehearsed(`${name} of targets`);
}

export const fromTags = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  limit = 100,
): { items: T[]; nextToken: string | undefined } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw validation('Next token is not valid.');
  return {
    items: items.slice(from, from + limit),
    nextToken: from + limit < items.length ? String(from + limit) : undefined,
  };
}

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw validation(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}
