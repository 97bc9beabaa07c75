/** A pattern that is not valid, or that uses what is not rehearsed: `message` says which. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
