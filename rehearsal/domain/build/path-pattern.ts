/**
 * A test for paths, as artifacts' files, exclude-paths and base-directory are written: `*` stays within one component, `**`
 * crosses directories, `?` is one character, `[…]` a set; dot files count as any other.
 * Source: CodeBuild user guide, "Build specification reference", artifacts/files and artifacts/exclude-paths.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const parts = pattern
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .split('/')
    .filter((part) => part !== '.');
  const expression = new RegExp(`^${expressionOf(parts)}$`, 's');
  return (path) => expression.test(path);
}

/** The directories before a pattern's first wildcard: nothing above them can match. */
export function fixedPrefix(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
}

function expressionOf(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const last = index === parts.length - 1;
      if (part === '**') return last ? '.+' : '(?:[^/]+/)*';
      return componentOf(part) + (last ? '' : '/');
    })
    .join('');
}

const componentOf = (part: string): string =>
  part.replaceAll(/\*+|\?|\[[^\]]+\]|[^*?[]|\[/g, (token) => {
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('[') && token.length > 1)
      return `[${token.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
    return token.replace(/[.+^${}()|[\]\\/]/, String.raw`\$&`);
  });
