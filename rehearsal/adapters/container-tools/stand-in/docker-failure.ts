/** What a command says on standard error before it ends with `status`. */
export class DockerFailure extends Error {
  override readonly name = 'DockerFailure';
  /**
   * 1: the command failed; 125: it was not understood, or `run` could not start; 126 and 127: the program could not be
   * invoked or found. Source: docker run reference, "Exit status".
   */
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

export const daemonError = (message: string): DockerFailure =>
  new DockerFailure(`Error response from daemon: ${message}`);
