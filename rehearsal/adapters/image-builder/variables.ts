/**
 * `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+alternative}`, as a Dockerfile expands them; `\$` stays a dollar.
 * An unset variable is empty.
 */
export function expand(text: string, variables: Record<string, string | undefined>): string {
  return text.replace(
    /\\\$|\$(\w+)|\$\{(\w+)(?::([-+])([^}]*))?\}/g,
    (whole: string, plain?: string, braced?: string, operator?: string, word?: string) => {
      const name = plain ?? braced;
      if (name === undefined) return whole.slice(1);
      const value = variables[name];
      if (operator === '-') return value || (word ?? '');
      if (operator === '+') return value ? (word ?? '') : '';
      return value ?? '';
    },
  );
}
