import { DockerFailure } from './docker-failure.ts';

/**
 * `--format`: fields (`{{.State.Status}}`), `{{json .Field}}` and `{{index .Field 0}}` of Go's templates, with text around
 * them; anything else is refused. `json` alone is the whole as JSON.
 */
export function format(template: string, data: unknown): string {
  if (template === 'json') return JSON.stringify(data);
  const text = template.replace(/\{\{([^}]*)\}\}/g, (_, written: string) => {
    const [, action, path = '', key] =
      /^\s*(?:(json|index)\s+)?(\.[\w.]*)(?:\s+"?([\w./-]+)"?)?\s*$/.exec(written) ?? [];
    if (path === '' || (action === 'index') !== (key !== undefined))
      throw new DockerFailure(`template parsing error: the stand-in for docker cannot do {{${written}}}`, 64);
    const found = [...path.split('.').filter((name) => name !== ''), ...(key === undefined ? [] : [key])].reduce(
      (value: unknown, name) => fieldOf(value, name, written),
      data,
    );
    if (action === 'json') return JSON.stringify(found);
    return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
      ? String(found)
      : JSON.stringify(found);
  });
  if (/\{\{(?![^{}]*\}\})/.test(template)) throw new DockerFailure('template parsing error: unclosed action', 64);
  return text;
}

function fieldOf(value: unknown, name: string, written: string): unknown {
  if (typeof value === 'object' && value !== null && name in value) return (value as Record<string, unknown>)[name];
  throw new DockerFailure(`template parsing error: {{${written}}}: there is no entry "${name}"`, 64);
}
