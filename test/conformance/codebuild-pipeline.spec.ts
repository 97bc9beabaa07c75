import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildRequest } from '../../rehearsal/runtime/ports/builds.ts';
import { startCodebuild, type CodebuildFixture } from './support/codebuild-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

let codebuild: CodebuildFixture;
let artifactsDirectory: string;
beforeEach(async () => {
  codebuild = await startCodebuild();
  artifactsDirectory = join(codebuild.folder, 'artifacts');
});
afterEach(() => codebuild.stop());

/** Starts a build as a pipeline does, of a project with this buildspec. */
async function start(buildspec: string | undefined, more: Partial<BuildRequest> = {}) {
  await codebuild.createProject('picus', buildspec, {
    source: { type: 'CODEPIPELINE', buildspec },
    artifacts: { type: 'CODEPIPELINE' },
  });
  return codebuild.builds.start({
    scope,
    project: 'picus',
    sources: [],
    environment: {},
    artifactsDirectory,
    initiator: 'codepipeline/picus',
    ...more,
  });
}

const spec = (phases: object, more: object = {}) => JSON.stringify({ version: '0.2', phases, ...more });
const phasesOf = (phases: { phase: string; status: string }[]) =>
  Object.fromEntries(phases.map(({ phase, status }) => [phase, status]));
const output = (log: { group: string; stream: string }) =>
  codebuild.logOf(log).filter((line) => !line.startsWith('> '));

function folder(name: string, files: Record<string, string>): string {
  const directory = join(codebuild.folder, 'inputs', name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
  return directory;
}

describe('a build of a pipeline', () => {
  it('works on copies of its input artifacts and gives its output artifacts', async () => {
    const main = folder('main', { 'src/run.sh': '#!/bin/sh\necho "ran $1"\n', 'data.txt': 'main' });
    symlinkSync('data.txt', join(main, 'link'));
    const other = folder('other', { 'other.txt': 'other' });
    const started = await start(
      spec(
        {
          build: {
            commands: [
              './src/run.sh "$WHO"',
              'readlink link && cat link "$CODEBUILD_SRC_DIR_Other/other.txt"',
              'mkdir -p out/sub && cp "$CODEBUILD_SRC_DIR_Other/other.txt" out/sub && echo changed > data.txt',
              'cd / && echo "$CODEBUILD_INITIATOR $CODEBUILD_RESOLVED_SOURCE_VERSION"',
            ],
          },
        },
        {
          artifacts: {
            'secondary-artifacts': {
              Picus_Output: { 'base-directory': 'out', files: ['**/*'] },
              Sources: { files: ['**/*'], 'exclude-paths': ['out/**/*'] },
            },
          },
        },
      ),
      {
        sources: [
          { name: 'Main', directory: main },
          { name: 'Other', directory: other },
        ],
        environment: { WHO: 'the pipeline' },
        resolvedSourceVersion: 'abc',
      },
    );
    const result = await started.done;
    expect(output(started.log)).toEqual(['ran the pipeline', 'data.txt', 'mainother', 'codepipeline/picus abc']);
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      log: started.log,
      artifacts: [
        { name: 'Picus_Output', directory: join(artifactsDirectory, 'secondary/Picus_Output') },
        { name: 'Sources', directory: join(artifactsDirectory, 'secondary/Sources') },
      ],
    });
    const [first = '', second = ''] = result.artifacts.map(({ directory }) => directory);
    expect([readdirSync(first), readdirSync(join(first, 'sub'))]).toEqual([['sub'], ['other.txt']]);
    expect(readFileSync(join(second, 'data.txt'), 'utf8')).toBe('changed\n');
    expect(lstatSync(join(second, 'link')).isFile()).toBe(true);
    // What went in is as it was.
    expect(readFileSync(join(main, 'data.txt'), 'utf8')).toBe('main');
    expect(readdirSync(main).toSorted()).toEqual(['data.txt', 'link', 'src']);
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('reads its buildspec out of the source: the default file, and YAML', async () => {
    const yaml =
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo "from the file"\nartifacts:\n  files: a.txt\n';
    const directory = folder('main', { 'buildspec.yml': yaml, 'a.txt': 'a' });
    const started = await start(undefined, { sources: [{ name: 'Main', directory }] });
    const { status, artifacts } = await started.done;
    expect(output(started.log)).toEqual(['from the file']);
    expect([status, artifacts]).toEqual([
      'SUCCEEDED',
      [{ name: undefined, directory: join(artifactsDirectory, 'primary') }],
    ]);
    expect(readdirSync(join(artifactsDirectory, 'primary'))).toEqual(['a.txt']);
  });

  it('reads the file that the project names', async () => {
    const directory = folder('main', {
      'ci/b.yaml': '{"version": 0.2, "phases": {"build": {"commands": ["echo b"]}}}',
    });
    const started = await start('ci/b.yaml', { sources: [{ name: 'Main', directory }] });
    expect((await started.done).artifacts).toEqual([]);
    expect(output(started.log)).toEqual(['b']);
  });

  it('fails in UPLOAD_ARTIFACTS when there is nothing to upload, and gives no artifact when it failed before', async () => {
    const artifacts = { files: ['out.txt'] };
    const none = await (await start(spec({}, { artifacts }))).done;
    expect(none.status).toBe('FAILED');
    expect(none.phases.find(({ phase }) => phase === 'UPLOAD_ARTIFACTS')).toMatchObject({
      status: 'FAILED',
      context: { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
    });
    codebuild.builds.projects.delete(scope, 'picus');
    const failed = await (await start(spec({ build: { commands: ['echo x > out.txt; false'] } }, { artifacts }))).done;
    expect(phasesOf(failed.phases)).toMatchObject({ BUILD: 'FAILED', UPLOAD_ARTIFACTS: 'SUCCEEDED' });
    expect([failed.status, failed.artifacts]).toEqual(['FAILED', []]);
  });

  it('is stopped, with what it runs, and then has no artifact', async () => {
    const started = await start(
      spec({ build: { commands: ['echo started; sleep 600'] } }, { artifacts: { files: ['**/*'] } }),
    );
    while (output(started.log).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await started.stop();
    const result = await started.done;
    expect([result.status, result.artifacts]).toEqual(['STOPPED', []]);
    expect(phasesOf(result.phases)).toMatchObject({ BUILD: 'STOPPED', COMPLETED: '' });
    expect(existsSync(join(artifactsDirectory, 'primary'))).toBe(false);
  });

  it('faults, and says why, when a source is not there', async () => {
    const { done } = await start(spec({}), { sources: [{ name: 'Main', directory: join(codebuild.folder, 'none') }] });
    const { status, phases } = await done;
    expect(status).toBe('FAULT');
    expect(phases.find(({ phase }) => phase === 'DOWNLOAD_SOURCE')).toMatchObject({
      status: 'FAULT',
      context: { statusCode: 'INTERNAL_SERVICE_ERROR', message: expect.stringContaining('ENOENT') },
    });
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('writes a complete log, however much a command says at its end', async () => {
    const started = await start(
      spec({ build: { commands: ['i=0; while [ $i -lt 5000 ]; do echo "line $i"; i=$((i+1)); done; exit 9'] } }),
    );
    await started.done;
    expect(output(started.log)).toEqual(Array.from({ length: 5000 }, (_, index) => `line ${index}`));
  });
});
