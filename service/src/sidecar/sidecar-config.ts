import { type Reader, urlOf } from '../config/variables.ts';

/** The redirect app in the second container of the same task: CodeDeploy knows one container and port, so this one passes on. */
export interface SidecarConfig {
  /** Origin, such as `http://127.0.0.1:8081`. */
  readonly url: string;
  /** What is passed on: exact paths. */
  readonly paths: readonly string[];
}

/** SIDECAR_URL; SIDECAR_PATHS, default `/rota1`. */
export function readSidecarConfig(read: Reader): SidecarConfig | undefined {
  const url = read('SIDECAR_URL', undefined, urlOf('http:'));
  const paths = read<readonly string[]>('SIDECAR_PATHS', ['/rota1'], {
    allowed: 'paths separated by commas, each beginning with /',
    parse: (text) => {
      const all = text.split(',');
      return all.every((path) => /^\/[A-Za-z0-9._~/-]+$/.test(path)) ? all : undefined;
    },
  });
  return url === undefined ? undefined : { url: new URL(url).origin, paths };
}
