import { type Reader, urlOf } from '../config/variables.ts';
import { isProxyPath } from '../proxy/proxy-path.ts';

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
    allowed: 'paths separated by commas, each beginning with /, none of them the app’s own',
    parse: (text) => {
      const all = text.split(',');
      const areFree = all.every((path) => isProxyPath(path) && !OWN_PATHS.test(path));
      return areFree && new Set(all).size === all.length ? all : undefined;
    },
  });
  return url === undefined ? undefined : { url: new URL(url).origin, paths };
}

const OWN_PATHS = /^\/(?:api|health|openapi|picus|version)(?:[/.]|$)/;
