/**
 * Whether a path or a branch matches a pattern. `*` stays within a directory, `**` crosses them, `?` is one character,
 * `[a-z]` and `[!a]` are sets, `{a,b}` are choices, a backslash takes the next character as it is.
 * Source: CodePipeline user guide, "Working with glob patterns in syntax".
 */
export function matchesGlob(text: string, pattern: string): boolean {
  return new RegExp(`^${expressionOf(pattern)}$`, 'su').test(text);
}

function expressionOf(pattern: string): string {
  let expression = '';
  let choices = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '\\' && at + 1 < pattern.length) expression += literal(pattern[++at] as string);
    else if (character === '*' && pattern[at + 1] === '*') {
      at++;
      expression += '.*';
    } else if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else if (character === '{') {
      choices++;
      expression += '(?:';
    } else if (character === '}' && choices > 0) {
      choices--;
      expression += ')';
    } else if (character === ',' && choices > 0) expression += '|';
    else if (character === '[' && pattern.indexOf(']', at + 2) > 0) {
      const end = pattern.indexOf(']', at + 2);
      expression += setOf(pattern.slice(at + 1, end));
      at = end;
    } else expression += literal(character);
  }
  // A brace that is never closed stands for itself.
  return choices === 0 ? expression : literal(pattern);
}

/** Inside brackets `*`, `?` and the backslash match themselves. A set never matches a separator. */
function setOf(members: string): string {
  const isNegated = members.startsWith('!');
  const named = (isNegated ? members.slice(1) : members).replaceAll(/[\\\]^[&~|]/gu, String.raw`\$&`);
  return `(?!/)[${isNegated ? '^' : ''}${named.replace(/^-/u, String.raw`\-`)}]`;
}

const literal = (character: string): string => character.replaceAll(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
