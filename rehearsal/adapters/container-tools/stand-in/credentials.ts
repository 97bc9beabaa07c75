import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface DockerConfig {
  auths?: Record<string, { auth?: string }>;
}

/** Of a host: what the Authorization header says behind `Basic`. They lie in `config.json`, where docker keeps them. */
export function storedCredentials(folder: string, host: string): string | undefined {
  return read(folder).auths?.[host]?.auth;
}

export const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

/** Returns the file. */
export function storeCredentials(folder: string, host: string, auth: string): string {
  const config = read(folder);
  return write(folder, { ...config, auths: { ...config.auths, [host]: { auth } } });
}

export function forgetCredentials(folder: string, host: string): void {
  const config = read(folder);
  const auths = Object.entries(config.auths ?? {}).filter(([each]) => each !== host);
  write(folder, { ...config, auths: Object.fromEntries(auths) });
}

const fileOf = (folder: string) => join(folder, 'config.json');

function read(folder: string): DockerConfig {
  return existsSync(fileOf(folder)) ? (JSON.parse(readFileSync(fileOf(folder), 'utf8')) as DockerConfig) : {};
}

function write(folder: string, config: DockerConfig): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(folder), JSON.stringify(config, null, 2), { mode: 0o600 });
  return fileOf(folder);
}
