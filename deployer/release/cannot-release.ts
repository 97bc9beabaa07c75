/** A configuration or a state in which nothing can be started; the message says what to do. */
export class CannotRelease extends Error {
  override readonly name = 'CannotRelease';
}
