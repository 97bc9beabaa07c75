import {
  BatchGetProjectsCommand,
  InvalidateProjectCacheCommand,
  type ProjectCache,
  type Build,
} from '@aws-sdk/client-codebuild';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { startCodebuild, type CodebuildFixture } from './support/codebuild-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

let codebuild: CodebuildFixture;
beforeEach(async () => {
  codebuild = await startCodebuild();
});
afterEach(() => codebuild.stop());

const local: ProjectCache = { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] };
const bucket: ProjectCache = { type: 'S3', location: 'caches/of/picus' };
const PATHS = ['.cache/**/*', '/root/.tool/**/*'];

const spec = (commands: string[], cache: object = { paths: PATHS }) =>
  JSON.stringify({ version: '0.2', phases: { build: { commands } }, cache });
/** Shows what earlier builds left, then leaves its own name. */
const counting = (name: string) => [
  'cat .cache/names ~/.tool/names 2>/dev/null | sort -u | tr "\\n" " "; echo',
  `mkdir -p .cache ~/.tool; echo ${name} >> .cache/names; echo ${name} >> ~/.tool/names`,
];

async function build(buildspec: string, more: Parameters<CodebuildFixture['startBuild']>[1] = {}): Promise<Build> {
  const { id } = await codebuild.startBuild('picus', { buildspecOverride: buildspec, ...more });
  return codebuild.ended(id);
}

const logOf = ({ logs }: Build) => codebuild.logOf({ group: logs?.groupName ?? '', stream: logs?.streamName ?? '' });
const output = (ended: Build) => logOf(ended).filter((line) => !line.startsWith('> '));
const found = (ended: Build) => (output(ended)[0] ?? '').trim();
const hosts = () => {
  const folder = join(codebuild.folder, 'caches');
  return existsSync(folder) ? readdirSync(folder).flatMap((id) => readdirSync(join(folder, id))) : [];
};

describe('a local cache', () => {
  beforeEach(() => codebuild.createProject('picus', spec([]), { cache: local }));

  it('is shown, and has what earlier builds left', async () => {
    const { projects } = await codebuild.client.send(new BatchGetProjectsCommand({ names: ['picus'] }));
    expect(projects?.[0]?.cache).toEqual(local);
    const first = await build(spec(counting('one')));
    expect([first.buildStatus, first.cache, found(first)]).toEqual(['SUCCEEDED', local, '']);
    expect(found(await build(spec(counting('two'))))).toBe('one');
    expect(found(await build(spec(counting('three'))))).toBe('one two');
    expect(hosts()).toEqual(['1']);
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('is linked before any command runs, as the log says', async () => {
    const ended = await build(spec(['readlink .cache']));
    const directory = output(ended)[0];
    expect(directory).toMatch(/\/1\.used\/source\/\.cache$/);
    const log = logOf(ended);
    const source = log.find((line) => line.startsWith('> CODEBUILD_SRC_DIR='))?.slice('> CODEBUILD_SRC_DIR='.length);
    const from = log.indexOf(`> Moving to directory ${source}`);
    expect(log.slice(from + 1, from + 4)).toEqual([
      '> Expanded cache path .cache/**/*',
      `> MkdirAll: ${directory}`,
      `> Symlinking: ${source}/.cache => ${directory}`,
    ]);
    expect(log.indexOf('> Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED')).toBeGreaterThan(from);
  });

  it('stays after a build that fails, and goes with one that is stopped', async () => {
    const failed = await build(spec([...counting('failed'), 'false']));
    expect(failed.buildStatus).toBe('FAILED');
    const { id } = await codebuild.startBuild('picus', {
      buildspecOverride: spec([...counting('stopped'), 'echo waits; sleep 600']),
    });
    let running: Build = {};
    while (!output(running).includes('waits')) running = await codebuild.get(id);
    expect(found(running)).toBe('failed');
    await codebuild.builds.stop(scope, id ?? '');
    expect(hosts()).toEqual([]);
    expect(found(await build(spec(counting('last'))))).toBe('');
  });

  it('is no other build’s while one runs', async () => {
    await build(spec(counting('before')));
    const waits = 'until [ -e "$GO" ]; do sleep 0.05; done';
    const variable = { name: 'GO', value: join(codebuild.folder, 'go') };
    const { id } = await codebuild.startBuild('picus', {
      buildspecOverride: spec([...counting('slow'), waits]),
      environmentVariablesOverride: [variable],
    });
    let slow: Build = {};
    while (output(slow).length === 0) slow = await codebuild.get(id);
    expect(found(await build(spec(counting('beside'))))).toBe('');
    await build(spec([`touch ${variable.value}`], { paths: PATHS }));
    expect(found(await codebuild.ended(id))).toBe('before');
    expect(hosts()).toEqual(['1', '2']);
    expect(found(await build(spec(counting('after'))))).toBe('before slow');
  });

  it('is empty again once it is invalidated, and gone with its project', async () => {
    await build(spec(counting('one')));
    await codebuild.client.send(new InvalidateProjectCacheCommand({ projectName: 'picus' }));
    expect(hosts()).toEqual([]);
    expect(found(await build(spec(counting('two'))))).toBe('');
    await codebuild.builds.deleteProject(scope, 'picus');
    expect(hosts()).toEqual([]);
    await expect(
      codebuild.client.send(new InvalidateProjectCacheCommand({ projectName: 'picus' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each<[string, object, string]>([
    ['files', { paths: ['.cache/*'] }, 'only directories can be cached locally: .cache/*'],
    ['nothing', { paths: [] }, 'cache must have paths.'],
    ['what is outside', { paths: ['../x/**/*'] }, 'cache.paths: ../x/**/* leads outside of its directory.'],
  ])('is not made of %s', async (_what, cache, message) => {
    const ended = await build(spec(['echo built'], cache));
    expect(logOf(ended).some((line) => line.includes(message))).toBe(true);
  });

  it('is none without paths or without a cache, and the build goes on', async () => {
    const ended = await build(JSON.stringify({ version: '0.2', phases: { build: { commands: ['echo built'] } } }));
    expect([ended.buildStatus, output(ended)]).toEqual(['SUCCEEDED', ['built']]);
    expect(logOf(ended)).toContain('> Unable to initialize cache download: no paths specified to be cached');
    await build(spec(counting('uncached')), { cacheOverride: { type: 'NO_CACHE' } });
    expect(hosts()).toEqual([]);
  });
});

describe('a cache in S3', () => {
  beforeEach(async () => {
    codebuild.buckets.create(scope, 'caches');
    await codebuild.createProject('picus', spec([]), { cache: bucket });
  });

  it('is one object, of the last build that succeeded', async () => {
    const first = await build(spec(counting('one')));
    expect([first.buildStatus, first.cache, found(first)]).toEqual(['SUCCEEDED', bucket, '']);
    expect(logOf(first)).toContain('> Uploading S3 cache...');
    const { items } = codebuild.buckets.list(scope, 'caches');
    expect(items.map(({ key }) => key)).toEqual([expect.stringMatching(/^of\/picus\/[0-9a-z-]+$/)]);
    const second = await build(spec([...counting('failed'), 'false']));
    expect(found(second)).toBe('one');
    expect(logOf(second)).toEqual(expect.arrayContaining(['> Downloading S3 cache...', '> Unarchiving cache...']));
    expect(found(await build(spec(counting('three'))))).toBe('one');
  });

  it.each([
    ['restore', ['one', 'one']],
    ['save', ['', 'two']],
  ])('is only used as the action %s says', async (action, [second, third]) => {
    await build(spec(counting('one')));
    expect(found(await build(spec(counting('two'), { paths: PATHS, action })))).toBe(second);
    expect(found(await build(spec(counting('three'))))).toBe(third);
  });

  it('that is not there, or cannot be, fails no build', async () => {
    const first = await build(spec(counting('one')));
    expect(logOf(first).some((line) => line.startsWith('> Unable to initialize cache download: NoSuchKey'))).toBe(true);
    const nowhere: ProjectCache = { type: 'S3', location: 'none' };
    const ended = await build(spec(counting('two')), { cacheOverride: nowhere });
    expect(ended.buildStatus).toBe('SUCCEEDED');
    expect(logOf(ended).some((line) => line.startsWith('> Unable to upload cache: NoSuchBucket'))).toBe(true);
  });

  it('that is damaged is not used', async () => {
    await build(spec(counting('one')));
    const [item] = codebuild.buckets.list(scope, 'caches').items;
    await codebuild.buckets.put(scope, 'caches', item?.key ?? '', Buffer.from(randomIds.hex(64)));
    const ended = await build(spec(counting('two')));
    expect([ended.buildStatus, found(ended)]).toEqual(['SUCCEEDED', '']);
    expect(found(await build(spec(counting('three'))))).toBe('two');
  });
});

it('is nowhere when caches are switched off', async () => {
  const off = await startCodebuild({ caches: false });
  try {
    await off.createProject('picus', spec(counting('one')), { cache: local });
    for (const _ of [1, 2]) {
      const ended = await off.ended((await off.startBuild('picus')).id);
      const log = off.logOf({ group: ended.logs?.groupName ?? '', stream: ended.logs?.streamName ?? '' });
      expect(log).toContain('> Unable to initialize cache download: caches are switched off');
      expect(log).toContain('');
    }
    expect(existsSync(join(off.folder, 'caches'))).toBe(false);
  } finally {
    await off.stop();
  }
});
