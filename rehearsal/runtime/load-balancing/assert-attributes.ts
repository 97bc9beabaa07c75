import type { AttributeOwner, AttributeProblem } from '../../domain/target-group/attributes.ts';
import { notRehearsed, validationError } from './errors.ts';

/** Throws AWS's error for what AWS refuses, and the rehearsal's own for what only it cannot do. */
export function assertAttributes(problem: AttributeProblem | undefined, owner: AttributeOwner): void {
  if (!problem) return;
  const { kind, key, value } = problem;
  const title = owner === 'load balancer' ? 'Load balancer' : 'Target group';
  if (kind === 'unknown') throw validationError(`${title} attribute key '${key}' is not recognized`);
  if (kind === 'invalid') throw validationError(`${title} attribute value '${value}' is not valid for '${key}'`);
  throw notRehearsed(`the ${owner} attribute ${key} = ${value}`);
}
