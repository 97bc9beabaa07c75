import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost } from '../../tools/generate-cost.ts';
import { runbook } from '../../tools/generate-runbook.ts';
import { security } from '../../tools/generate-security.ts';
import { committedAssemblyDirectory, ROOT } from './assembly.ts';

describe('generated tables', () => {
  it.each([
    ['cost', cost],
    ['runbook', runbook],
    ['security', security],
  ])('of docs/%s.md are what the templates say (else run "node tools/generate-<name>.ts")', (name, generate) => {
    const text = readFileSync(join(ROOT, 'docs', `${name}.md`), 'utf8');
    expect(text).toBe(generate(text, committedAssemblyDirectory()));
  });
});
