import { describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

interface Script {
  readonly files?: readonly string[];
}
const { wireit } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { wireit: Record<string, Script> };

/** Each kind of unit test, and where its specs are. A kind whose inputs did not change is not run again. */
const SPECS = {
  service: /^(service|test\/service)\/.*\.spec\.ts$/,
  delivery: /^(infra|pipeline|deployer|tools)\/.*\.spec\.ts$/,
  engine: /^rehearsal\/.*\.spec\.ts$/,
} as const;

const { modules } = (
  await cruise(['service', 'infra', 'pipeline', 'deployer', 'rehearsal', 'tools', 'test'], {
    baseDir: ROOT,
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  })
).output as ICruiseResult;
const dependencies = new Map(
  modules.map(({ source, dependencies: all }) => [
    source,
    // What comes from npm is named by the lock file.
    all.flatMap(({ couldNotResolve, dependencyTypes, resolved }) =>
      couldNotResolve || dependencyTypes.some((type) => type === 'core' || type.startsWith('npm')) ? [] : [resolved],
    ),
  ]),
);

/** The files and all that they import, by any number of steps. */
function reachedFrom(files: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...(dependencies.get(file) ?? []));
  }
  return reached;
}

describe('the inputs of the unit tests', () => {
  it.each(Object.entries(SPECS))('of %s name every module that its specs reach', (kind, specs) => {
    const reached = reachedFrom([...dependencies.keys()].filter((file) => specs.test(file)));
    const inputs = wireit[`test:unit:${kind}`]?.files ?? [];
    expect(reached.size).toBeGreaterThan(50);
    expect([...reached].filter((file) => !inputs.some((glob) => matchesGlob(file, glob)))).toEqual([]);
  });
});
