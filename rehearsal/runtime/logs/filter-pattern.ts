import { notRehearsed } from './errors.ts';

/**
 * A filter of unstructured messages: terms that must all occur, `-` terms that must not, and `?` terms of which one must.
 * Case matters. JSON, space-delimited and regular-expression patterns are refused.
 * Source: CloudWatch Logs User Guide, filter pattern syntax.
 */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.startsWith('{')) throw notRehearsed('filter patterns for JSON');
  if (text.startsWith('[')) throw notRehearsed('filter patterns for space-delimited messages');
  if (text.includes('%')) throw notRehearsed('regular expressions in filter patterns');
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, mark = '', quoted, plain]) => ({
    mark,
    text: quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1'),
  }));
  const of = (mark: string) => terms.filter((term) => term.mark === mark).map((term) => term.text);
  const [all, none, any] = [of(''), of('-'), of('?')];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    // Beside other terms, AWS ignores the optional ones.
    (any.length === 0 || all.length + none.length > 0 || any.some((term) => message.includes(term)));
}
