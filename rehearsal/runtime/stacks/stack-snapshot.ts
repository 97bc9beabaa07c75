import { includeResources, type IncludedTemplate } from '../../domain/stack/included-template.ts';
import type { ResolvedParameter } from '../../domain/stack/parameters.ts';
import { pseudoParameters } from '../../domain/stack/pseudo-parameters.ts';
import { parseTemplate } from '../../domain/stack/template.ts';
import { without } from '../../kernel/without.ts';
import type { StackRecord } from './stack-record.ts';
import type { PreparedTemplate } from './stack-request.ts';

/** Templates are saved as they were given: what is read from them has functions, and is read again. */
export type SavedStack = Omit<StackRecord, 'included'>;
export type SavedTemplate = Omit<PreparedTemplate, 'included'>;

export const savedStack = (stack: StackRecord): SavedStack => without(stack, 'included');
export const savedTemplate = (prepared: PreparedTemplate): SavedTemplate => without(prepared, 'included');

/** A stack that only a change set knows has no template yet. */
export function restoredStack(saved: SavedStack): StackRecord {
  const { templateBody: body, parameters } = saved;
  return body === '' ? { ...saved } : { ...saved, included: included(saved, { body, parameters }) };
}

export const restoredTemplate = (stack: SavedStack, saved: SavedTemplate): PreparedTemplate => ({
  ...saved,
  included: included(stack, saved),
});

/** With the parameters' values of then: the parameter store may have others by now. */
function included({ scope, id, name }: SavedStack, { body, parameters }: SavedTemplate): IncludedTemplate {
  const values = Object.entries<ResolvedParameter>(parameters).map(([key, { resolved }]) => [key, resolved]);
  return includeResources(parseTemplate(body), {
    ...Object.fromEntries(values),
    ...pseudoParameters({ scope, stackId: id, stackName: name }),
  });
}
