import { describe, expect, it } from '@jest/globals';
import { readBuildspec } from './read-buildspec.ts';

const least = { version: 0.2, phases: {} };
const read = (more: object) => readBuildspec({ ...least, ...more });
const phase = (build: unknown) => read({ phases: { build } });
const artifacts = (section: unknown) => read({ artifacts: section });

describe('readBuildspec', () => {
  it('reads what the CDK synthesizes', () => {
    const spec = readBuildspec({
      version: '0.2',
      phases: {
        install: { 'runtime-versions': { nodejs: 22 }, commands: ['npm ci'] },
        build: { commands: ['npm run build', 'npm test'] },
      },
      artifacts: { 'secondary-artifacts': { Build_Output: { 'base-directory': 'cdk.out', files: ['**/*'] } } },
    });
    expect(spec).toEqual({
      environment: { shell: undefined, variables: {}, parameterStore: {}, secretsManager: {}, exportedVariables: [] },
      runtimeVersions: { nodejs: '22' },
      phases: {
        install: { commands: ['npm ci'], finally: [], onFailure: undefined },
        build: { commands: ['npm run build', 'npm test'], finally: [], onFailure: undefined },
      },
      artifacts: {
        primary: undefined,
        secondary: {
          Build_Output: {
            files: ['**/*'],
            excludePaths: [],
            baseDirectory: 'cdk.out',
            discardPaths: false,
            name: undefined,
            enableSymlinks: false,
          },
        },
      },
      cache: { paths: [], action: undefined },
      reports: {},
    });
  });

  it('reads every other section', () => {
    const spec = read({
      env: {
        shell: 'bash',
        variables: { A: 'a', N: 1, B: true },
        'parameter-store': { SECRET: '/picus/secret' },
        'secrets-manager': { TOKEN: 'picus:token' },
        'exported-variables': ['A', 'CODEBUILD_BUILD_ID'],
        'git-credential-helper': 'no',
      },
      phases: {
        install: null,
        pre_build: { commands: 'one command', finally: ['clean'], 'on-failure': 'ABORT' },
        post_build: { commands: [], 'on-failure': 'CONTINUE' },
      },
      artifacts: {
        files: ['a', 'b/*'],
        name: 'x-$(date)',
        'discard-paths': 'yes',
        'exclude-paths': 'a',
        'enable-symlinks': true,
      },
      cache: { paths: ['./node_modules/**/*', '/root/.npm/**/*'], action: 'restore' },
      reports: {
        unit: { files: ['junit.xml'], 'file-format': 'junitxml', 'base-directory': 'out', 'discard-paths': 'no' },
      },
    });
    expect(spec).toMatchObject({
      environment: {
        shell: 'bash',
        variables: { A: 'a', N: '1', B: 'true' },
        parameterStore: { SECRET: '/picus/secret' },
        secretsManager: { TOKEN: 'picus:token' },
        exportedVariables: ['A', 'CODEBUILD_BUILD_ID'],
      },
      phases: {
        install: { commands: [] },
        pre_build: { commands: ['one command'], finally: ['clean'], onFailure: 'ABORT' },
        post_build: { commands: [], onFailure: 'CONTINUE' },
      },
      artifacts: {
        primary: {
          files: ['a', 'b/*'],
          excludePaths: ['a'],
          discardPaths: true,
          enableSymlinks: true,
          name: 'x-$(date)',
        },
      },
      cache: {
        paths: [
          { pattern: './node_modules/**/*', place: 'source', files: 'node_modules/**/*' },
          { pattern: '/root/.npm/**/*', place: 'home', files: '.npm/**/*' },
        ],
        action: 'restore',
      },
      reports: { unit: { files: ['junit.xml'], fileFormat: 'JUNITXML', baseDirectory: 'out', discardPaths: false } },
    });
  });

  it.each<[string, () => unknown, string]>([
    ['no map', () => readBuildspec('text'), 'The buildspec must be a map.'],
    ['a list', () => readBuildspec([]), 'The buildspec must be a map.'],
    ['no version', () => readBuildspec({ phases: {} }), 'of version 0.2, not none'],
    ['version 0.1', () => read({ version: 0.1 }), 'of version 0.2, not 0.1: write "version: 0.2".'],
    ['no phases', () => readBuildspec({ version: 0.2 }), 'phases must be a map.'],
    ['an unknown section', () => read({ phase: {} }), 'The buildspec has an unknown key: phase. Known are version,'],
    [
      'an unknown phase',
      () => read({ phases: { prebuild: {} } }),
      'phases has an unknown key: prebuild. Known are install, pre_build, build, post_build.',
    ],
    ['run-as', () => read({ 'run-as': 'root' }), 'does not implement run-as'],
    ['proxy', () => read({ proxy: {} }), 'does not implement the section proxy'],
    ['batch', () => read({ batch: {} }), 'does not implement the section batch: batch builds.'],
    ['an unknown key of a phase', () => phase({ command: [] }), 'phases.build has an unknown key: command.'],
    [
      'runtimes outside of install',
      () => phase({ 'runtime-versions': {} }),
      'phases.build has an unknown key: runtime-versions.',
    ],
    [
      'a phase without commands',
      () => phase({ finally: ['a'] }),
      'phases.build must have commands: only install can do without.',
    ],
    ['commands of a map', () => phase({ commands: { a: 1 } }), 'phases.build.commands must be a list of texts.'],
    [
      'a command that YAML read as a map',
      () => phase({ commands: ['a', { echo: 'b' }] }),
      'Expected phases.build.commands[1] to be of string type: found subkeys instead.',
    ],
    ['a command that is nothing', () => phase({ commands: [null] }), 'phases.build.commands[0] must be a text.'],
    ['run-as of a phase', () => phase({ commands: [], 'run-as': 'x' }), 'does not implement phases.build.run-as'],
    [
      'RETRY',
      () => phase({ commands: [], 'on-failure': 'RETRY-2' }),
      'does not implement phases.build.on-failure RETRY-2.',
    ],
    [
      'another on-failure',
      () => phase({ commands: [], 'on-failure': 'STOP' }),
      'phases.build.on-failure must be ABORT or CONTINUE, not STOP.',
    ],
    ['another shell', () => read({ env: { shell: 'zsh' } }), 'env.shell must be bash or /bin/sh, not zsh.'],
    [
      'a bad secret name',
      () => read({ env: { 'secrets-manager': { 'A-B': 'b' } } }),
      'env: A-B is no name of a variable.',
    ],
    [
      'the git helper',
      () => read({ env: { 'git-credential-helper': 'yes' } }),
      'does not implement env.git-credential-helper',
    ],
    [
      'neither yes nor no',
      () => read({ env: { 'git-credential-helper': 'maybe' } }),
      'env.git-credential-helper must be yes or no.',
    ],
    ['an unknown key of env', () => read({ env: { variable: {} } }), 'env has an unknown key: variable.'],
    ['a variable of a list', () => read({ env: { variables: { A: [] } } }), 'env.variables.A must be a text.'],
    ['a name that is none', () => read({ env: { variables: { 'A-B': '1' } } }), 'env: A-B is no name of a variable.'],
    [
      'a reserved name',
      () => read({ env: { 'parameter-store': { CODEBUILD_X: '1' } } }),
      'CODEBUILD_X begins with CODEBUILD_, which is reserved.',
    ],
    [
      'an exported credential',
      () => read({ env: { 'exported-variables': ['AWS_REGION'] } }),
      'env.exported-variables: AWS_REGION cannot be exported.',
    ],
    ['artifacts without files', () => artifacts({ name: 'x' }), 'artifacts must have files.'],
    [
      'secondary artifacts without files',
      () => artifacts({ 'secondary-artifacts': { a: {} } }),
      'artifacts.secondary-artifacts.a must have files.',
    ],
    ['a bad identifier', () => artifacts({ 'secondary-artifacts': { 'a b': {} } }), 'a b is no artifact identifier.'],
    ['an unknown key of artifacts', () => artifacts({ file: [] }), 'artifacts has an unknown key: file.'],
    ['s3-prefix', () => artifacts({ files: ['a'], 's3-prefix': 'p' }), 'does not implement artifacts.s3-prefix.'],
    ['a cache without paths', () => read({ cache: { action: 'save' } }), 'cache must have paths.'],
    ['a cache with a key', () => read({ cache: { key: 'a', paths: 'b' } }), 'does not implement cache.key'],
    ['fallback keys', () => read({ cache: { 'fallback-keys': ['a'] } }), 'does not implement cache.fallback-keys'],
    ['another action', () => read({ cache: { action: 'drop', paths: 'b' } }), 'must be restore or save, not drop.'],
    ['a cache outside of the source', () => read({ cache: { paths: ['a/../../b'] } }), 'a/../../b leads outside'],
    ['a cache of the whole source', () => read({ cache: { paths: ['./'] } }), './ names no directory below its own.'],
    ['a cache of the home', () => read({ cache: { paths: ['/root'] } }), '/root names no directory below its own.'],
    ['a cache of the machine', () => read({ cache: { paths: ['/usr/lib/**/*'] } }), 'absolute paths below /root'],
    ['a report without files', () => read({ reports: { a: {} } }), 'reports.a must have files.'],
    [
      'an unknown format',
      () => read({ reports: { a: { files: ['x'], 'file-format': 'TAP' } } }),
      'reports.a.file-format must be one of CUCUMBERJSON,',
    ],
    [
      'six reports',
      () => read({ reports: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } }),
      'reports must name five report groups at most.',
    ],
  ])('refuses %s', (_what, reading, message) => {
    expect(reading).toThrow(message);
  });
});
