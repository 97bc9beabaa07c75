import { AwsError } from '../../kernel/aws-error.ts';
import { MissingParameter, MissingSecret } from './build-environment.ts';
import type { PhaseContext } from './build-record.ts';
import { UnreadableBuildspec } from './load-buildspec.ts';

/** Ends a phase; what follows is the buildspec's. */
export class PhaseFailed extends Error {
  override readonly name = 'PhaseFailed';
  readonly context: PhaseContext;

  constructor(statusCode: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.context = { statusCode, message };
  }
}

/** What an error says of a phase; undefined for one that nobody expects, which is a fault of the rehearsal. */
export function failureOf(error: unknown): PhaseFailed | undefined {
  if (error instanceof PhaseFailed) return error;
  if (error instanceof UnreadableBuildspec) return new PhaseFailed('YAML_FILE_ERROR', error.message);
  // Source: the log of real builds.
  if (error instanceof MissingParameter) return new PhaseFailed('Decrypted Variables Error', error.message);
  // Source: the log of real builds.
  if (error instanceof MissingSecret) return new PhaseFailed('Secrets Manager Error', error.message);
  // For example a service role that does not exist.
  if (error instanceof AwsError) return new PhaseFailed(error.code, error.message);
  return undefined;
}
