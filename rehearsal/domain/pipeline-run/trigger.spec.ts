import { describe, expect, it } from '@jest/globals';

import type { PipelineDefinition, PushFilter, TriggerDefinition } from './definition.ts';
import { matchesGlob } from './glob.ts';
import { pipelineOf } from './simulated-pipeline.ts';
import { isTriggered, triggeredAction, type Push } from './trigger.ts';

describe('glob patterns', () => {
  it.each([
    ['docs/**', 'docs/adr/1.md', true],
    ['docs/**', 'docs', false],
    ['docs/*', 'docs/adr/1.md', false],
    ['docs/*', 'docs/1.md', true],
    ['*.md', 'README.md', true],
    ['*.md', 'docs/README.md', false],
    ['**/*.md', 'docs/adr/README.md', true],
    ['**', 'any/thing', true],
    ['LICENSE', 'LICENSE', true],
    ['LICENSE', 'LICENSE.md', false],
    ['foo.?', 'foo.a', true],
    ['foo.?', 'foo.ab', false],
    ['foo?bar', 'foo/bar', false],
    ['*.{java,class}', 'A.class', true],
    ['*.{java,class}', 'A.jar', false],
    ['[a-c]*', 'beta', true],
    ['[a-c]*', 'delta', false],
    ['[!a-c]*', 'delta', true],
    ['[!a-c]*', 'beta', false],
    ['a[*]b', 'a*b', true],
    ['a[*]b', 'axb', false],
    [String.raw`a\*b`, 'a*b', true],
    [String.raw`a\*b`, 'axb', false],
    ['a.b', 'axb', false],
    ['feature/**', 'feature/a/b', true],
    ['{a', '{a', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });
});

describe('push filters', () => {
  const push = (branch: string, ...files: string[]) => ({ branch, files });
  const both: PushFilter = {
    branches: { includes: ['main', 'release/**'], excludes: ['release/old'] },
    filePaths: { includes: [], excludes: ['docs/**', '*.md'] },
  };

  it.each([
    ['a branch and a file that count', push('main', 'infra/app.ts'), true],
    ['another branch', push('topic', 'infra/app.ts'), false],
    ['a branch that is included by a pattern', push('release/2/1', 'a.ts'), true],
    ['a branch that is excluded although it is included', push('release/old', 'a.ts'), false],
    ['excluded files only', push('main', 'docs/a.md', 'README.md'), false],
    ['an excluded file beside one that counts', push('main', 'README.md', 'infra/app.ts'), true],
    ['no files', push('main'), false],
  ])('%s', (_what, pushed, expected) => {
    expect(isTriggered(pushed, both)).toBe(expected);
  });

  it('takes included files only, and of these none that is excluded', () => {
    const filter: PushFilter = { filePaths: { includes: ['src/**'], excludes: ['src/docs/**'] } };
    expect(isTriggered(push('main', 'src/a.ts'), filter)).toBe(true);
    expect(isTriggered(push('main', 'src/docs/a.md'), filter)).toBe(false);
    expect(isTriggered(push('main', 'lib/a.ts'), filter)).toBe(false);
  });

  it('lets no push to a branch through a filter on tags', () => {
    expect(isTriggered(push('main', 'a'), { tags: { includes: ['**'], excludes: [] } })).toBe(false);
  });
});

describe('the pipeline that a push starts', () => {
  const pushed: Push = { repositoryId: 'example/picus', branch: 'main', commitId: 'c1', files: ['a.ts'] };
  const withSource = (
    configuration: Record<string, string>,
    triggers: TriggerDefinition[] = [],
  ): PipelineDefinition => {
    const made = pipelineOf({ source: [1], dev: [1] });
    const action = { ...made.stages[0]?.actions[0], configuration } as PipelineDefinition['stages'][0]['actions'][0];
    return { ...made, stages: [{ name: 'source', actions: [action] }, ...made.stages.slice(1)], triggers };
  };
  const source = { FullRepositoryId: 'example/picus', BranchName: 'main' };
  const trigger = (...push: PushFilter[]): TriggerDefinition[] => [{ sourceActionName: 'source0', push }];

  it('is one without triggers, by its branch and unless it detects no changes', () => {
    expect(triggeredAction(pushed, withSource(source))?.name).toBe('source0');
    expect(triggeredAction({ ...pushed, branch: 'topic' }, withSource(source))).toBeUndefined();
    expect(triggeredAction({ ...pushed, repositoryId: 'example/other' }, withSource(source))).toBeUndefined();
    expect(triggeredAction(pushed, withSource({ ...source, DetectChanges: 'false' }))).toBeUndefined();
  });

  it('is one whose trigger has a filter that lets it through, whatever the branch of the action', () => {
    const topic = { ...pushed, branch: 'topic' };
    const filter = (name: string): PushFilter => ({ branches: { includes: [name], excludes: [] } });
    const quiet = { ...source, DetectChanges: 'false' };
    expect(triggeredAction(topic, withSource(quiet, trigger(filter('topic'))))?.name).toBe('source0');
    expect(triggeredAction(pushed, withSource(quiet, trigger(filter('topic'))))).toBeUndefined();
    expect(triggeredAction(topic, withSource(quiet, trigger(filter('other'), filter('topic'))))?.name).toBe('source0');
    expect(triggeredAction(pushed, withSource(quiet, trigger()))?.name).toBe('source0');
    expect(triggeredAction(topic, withSource(quiet, trigger()))).toBeUndefined();
  });
});
