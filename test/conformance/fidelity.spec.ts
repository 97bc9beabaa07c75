import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fidelity } from '../../tools/generate-fidelity.ts';

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'fidelity.md');

it('docs/fidelity.md is what the engine says of itself (else run "node tools/generate-fidelity.ts")', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(fidelity());
});

it('every gap is a sentence', () => {
  const lines = fidelity()
    .split('\n')
    .filter((line) => line.startsWith('- ') && !/^- `[^`]+`$/.test(line));
  expect(lines.filter((line) => !/[.)]$/.test(line))).toEqual([]);
});
