import type { BusEvent } from './event.ts';
import { valueAt } from './json-path.ts';

export interface InputTransformer {
  /** JSON paths by the name that the template uses. */
  paths: Readonly<Record<string, string>>;
  template: string;
}

/** What the template may use besides its paths. Source: user guide, "Predefined variables". */
export interface PredefinedVariables {
  ruleArn: string;
  ruleName: string;
  /** ISO 8601. */
  ingestedAt: string;
}

/**
 * The text that a target gets. Within quotes a variable is its bare text, outside of them it is JSON; one that the event does
 * not have is empty. Source: user guide, "Amazon EventBridge input transformation", "Input template examples"; that text
 * within quotes is escaped where JSON needs it, and that an absent value is empty, is not documented there: unverified.
 */
export function transformInput(
  { paths, template }: InputTransformer,
  event: BusEvent,
  predefined: PredefinedVariables,
): string {
  let isQuoted = false;
  return template.replaceAll(/\\.|"|<([\w.-]+)>/gs, (token: string, name?: string) => {
    if (token === '"') isQuoted = !isQuoted;
    if (name === undefined) return token;
    const value = variable(name, paths, event, predefined);
    if (value === undefined) return '';
    if (!isQuoted) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}

/** Names in a template that neither the paths nor EventBridge give. */
export const unknownVariables = ({ paths, template }: InputTransformer): string[] =>
  [...template.matchAll(/<([\w.-]+)>/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !Object.hasOwn(paths, name) && !PREDEFINED.includes(name));

const PREDEFINED: readonly string[] = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
];

function variable(
  name: string,
  paths: InputTransformer['paths'],
  event: BusEvent,
  { ruleArn, ruleName, ingestedAt }: PredefinedVariables,
): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return ruleArn;
    case 'aws.events.rule-name':
      return ruleName;
    case 'aws.events.event.ingestion-time':
      return ingestedAt;
    case 'aws.events.event.json':
      return event;
    case 'aws.events.event': {
      const { detail: _detail, ...rest } = event;
      return rest;
    }
    default:
      return valueAt(event, paths[name] ?? '');
  }
}
