import { describe, expect, it } from '@jest/globals';
import { format } from './template.ts';

const data = { State: { Status: 'exited', ExitCode: 0 }, Tags: ['a', 'b'], Ports: { '80/tcp': [1] } };

describe('format', () => {
  it.each([
    ['{{.State.Status}} {{ .State.ExitCode }}', 'exited 0'],
    ['{{json .Tags}}', '["a","b"]'],
    ['{{index .Tags 1}}', 'b'],
    ['{{json .State}}', '{"Status":"exited","ExitCode":0}'],
    ['{{index .Ports "80/tcp"}}', '[1]'],
    ['json', JSON.stringify(data)],
  ])('%s is %s', (template, text) => expect(format(template, data)).toBe(text));

  it.each([
    ['{{range .Tags}}{{.}}{{end}}', 'cannot do {{range .Tags}}'],
    ['{{.State.Health}}', 'there is no entry "Health"'],
    ['{{.State', 'unclosed action'],
  ])('refuses %s', (template, message) => expect(() => format(template, data)).toThrow(message));
});
