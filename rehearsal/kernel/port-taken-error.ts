/** The port cannot be listened on; the message says what to do. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} on ${host} is taken by another program. Stop it, or choose another port.`, { cause });
    this.port = port;
  }
}
