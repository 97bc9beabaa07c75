import type { RouterAction } from '../runtime/ports/traffic-router.ts';

/** The request's own parts, which a redirect may keep. */
export interface RedirectSubject {
  protocol: string;
  host: string;
  port: number;
  /** With its leading slash. */
  path: string;
  query: string;
}

/** The Location of a redirect action. Source: ELBv2 API, RedirectActionConfig. */
export function redirectLocation(
  action: Extract<RouterAction, { type: 'redirect' }>,
  subject: RedirectSubject,
): string {
  const fill = (text: string): string =>
    text
      .replaceAll('#{protocol}', subject.protocol.toLowerCase())
      .replaceAll('#{host}', subject.host)
      .replaceAll('#{port}', String(subject.port))
      .replaceAll('#{path}', subject.path.slice(1))
      .replaceAll('#{query}', subject.query);
  const query = fill(action.query);
  return `${fill(action.protocol).toLowerCase()}://${fill(action.host)}:${fill(action.port)}${fill(action.path)}${query === '' ? '' : `?${query}`}`;
}
