import { pipelineErrors } from '../../runtime/pipelines/errors.ts';

/** A member that the model requires. */
export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined || value === '')
    throw pipelineErrors.validation(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** A member that the rehearsal does not honour. */
export function refuse(value: unknown, member: string): void {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  if (!isEmpty) throw pipelineErrors.validation(`The rehearsal does not implement ${member}.`);
}
