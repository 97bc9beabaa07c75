import { isJsonPath } from '../../domain/event/json-path.ts';
import { parsePattern } from '../../domain/event/parse-pattern.ts';
import { PatternError } from '../../domain/event/pattern-error.ts';
import { rateOf } from '../../domain/event/rate.ts';
import { unknownVariables } from '../../domain/event/transform-input.ts';
import { parseArn } from '../../kernel/scope.ts';
import { invalidPattern, notRehearsed, validation } from './errors.ts';
import type { Rule, RuleTarget } from './rule.ts';

/** A rule in AWS's own words, which PutRule and AWS::Events::Rule share. Source: EventBridge API, PutRule. */
export interface RuleInput {
  Name?: string | undefined;
  Description?: string | undefined;
  EventPattern?: string | undefined;
  ScheduleExpression?: string | undefined;
  State?: string | undefined;
  RoleArn?: string | undefined;
}

/** Source: EventBridge API, Target. */
export interface TargetInput {
  Id?: string | undefined;
  Arn?: string | undefined;
  Input?: string | undefined;
  InputPath?: string | undefined;
  InputTransformer?:
    { InputPathsMap?: Record<string, string> | undefined; InputTemplate?: string | undefined } | undefined;
}

type RuleSettings = Pick<Rule, 'name' | 'description' | 'pattern' | 'schedule' | 'isEnabled' | 'roleArn'>;

/** Throws what PutRule answers. */
export function ruleSettings({
  Name = '',
  Description,
  EventPattern,
  ScheduleExpression,
  State,
  RoleArn,
}: RuleInput): RuleSettings {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name))
    throw validation(`Value '${Name}' at 'name' failed to satisfy constraint: [\\.\\-_A-Za-z0-9]+, 1 to 64 characters`);
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (State !== undefined && State !== 'ENABLED' && State !== 'DISABLED') throw notRehearsed(`the rule state ${State}`);
  return {
    name: Name,
    ...(Description !== undefined && { description: Description }),
    ...(EventPattern !== undefined && { pattern: patternOf(EventPattern) }),
    ...(ScheduleExpression !== undefined && { schedule: scheduleOf(ScheduleExpression) }),
    isEnabled: State !== 'DISABLED',
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
  };
}

/** Throws InvalidEventPatternException. */
export function patternOf(text: string): NonNullable<Rule['pattern']> {
  try {
    return { text, fields: parsePattern(text) };
  } catch (error) {
    throw error instanceof PatternError ? invalidPattern(error.message) : error;
  }
}

/** Throws what PutTargets answers for a target. */
export function ruleTarget(target: TargetInput): RuleTarget {
  const { Id = '', Arn = '' } = target;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Id))
    throw validation(`Value '${Id}' at 'targets.id' failed to satisfy constraint`);
  const parsed = parseArn(Arn);
  if (!parsed) throw validation(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!['lambda', 'sns', 'logs'].includes(parsed.service)) throw notRehearsed(`targets of ${parsed.service} (${Arn})`);
  return { id: Id, arn: Arn, input: inputOf(target) };
}

function inputOf({ Id = '', Input, InputPath, InputTransformer }: TargetInput): RuleTarget['input'] {
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined) return { kind: 'constant', json: jsonOf(Input, Id) };
  if (InputPath !== undefined) return { kind: 'path', path: pathOf(InputPath, Id) };
  if (InputTransformer === undefined) return { kind: 'event' };
  const { InputPathsMap: paths = {}, InputTemplate: template = '' } = InputTransformer;
  if (template === '') throw validation(`InputTemplate must not be empty for target ${Id}.`);
  for (const path of Object.values(paths)) pathOf(path, Id);
  const unknown = unknownVariables({ paths, template });
  if (unknown.length > 0)
    throw validation(
      `InputTemplate for target ${Id} contains placeholder(s) that are not in InputPathsMap: ${unknown.join(', ')}.`,
    );
  return { kind: 'transformer', transformer: { paths, template } };
}

function jsonOf(text: string, id: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw validation(`JSON syntax error in input for target ${id}`);
  }
}

function pathOf(path: string, id: string): string {
  if (!isJsonPath(path)) throw validation(`InputPath for target ${id} is invalid: ${path}`);
  return path;
}

/** Moments of real days do not exist on a scaled clock, so only rates are taken. */
function scheduleOf(expression: string): NonNullable<Rule['schedule']> {
  if (expression.startsWith('cron(')) throw notRehearsed(`the schedule ${expression}: time is scaled, days are not`);
  const everyMs = rateOf(expression);
  if (everyMs === undefined) throw validation('Parameter ScheduleExpression is not valid.');
  return { expression, everyMs };
}
