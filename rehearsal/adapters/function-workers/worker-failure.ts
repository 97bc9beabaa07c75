import type { FunctionFailure } from '../../runtime/ports/function-workers.ts';

/** An error of the runtime itself, with its documented type. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** What a failed invocation answers: type, message and stack of what was thrown, whatever that is. */
export function failureOf(thrown: unknown): FunctionFailure {
  if (thrown instanceof Error || isErrorLike(thrown)) {
    const { name, message, stack } = thrown;
    return { errorType: name, errorMessage: message, trace: (stack ?? `${name}: ${message}`).split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** An error of another realm, for example of a `vm` context. */
const isErrorLike = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'name' in value && 'message' in value && 'stack' in value;
