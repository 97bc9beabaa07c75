import { InvalidArgumentError } from 'commander';

/** How many times faster waits pass. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed >= 1 && speed <= 60)) throw new InvalidArgumentError('Give a number from 1 to 60.');
  return speed;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}
