import { AppSpecProblem } from '../../domain/deployment/app-spec-section.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AppSpecDocuments } from '../ports/app-spec.ts';
import type { Functions } from '../ports/functions.ts';
import { errors } from './errors.ts';

/** An AppSpec by its platform's reader; its hooks must be functions. Problems are InvalidRevisionException. */
export function readRevision<A extends { hooks: Partial<Record<string, string>> }>(
  content: string,
  scope: Scope,
  read: (document: unknown) => A,
  { appSpecs, functions }: { appSpecs: AppSpecDocuments; functions: Functions },
): A {
  const appSpec = checked(parsed(appSpecs, content), read);
  for (const [event, name] of Object.entries(appSpec.hooks)) {
    if (name !== undefined && !functions.exists(scope, name)) {
      throw errors.invalidRevision(`Hooks.${event}: no Lambda function ${name}.`);
    }
  }
  return appSpec;
}

/** The text up to the colon was seen in an answer of the real API. */
function parsed(documents: AppSpecDocuments, content: string): unknown {
  try {
    return documents.parse(content);
  } catch (error) {
    throw errors.invalidRevision(`The AppSpec file must be valid JSON or YAML: ${messageOf(error)}`, error);
  }
}

function checked<A>(document: unknown, read: (document: unknown) => A): A {
  try {
    return read(document);
  } catch (error) {
    throw error instanceof AppSpecProblem ? errors.invalidRevision(error.message, error) : error;
  }
}
