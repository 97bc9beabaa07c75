import { StopBuildCommand, type Build } from '@aws-sdk/client-codebuild';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { startTimeOf } from '../../rehearsal/adapters/state/process-identity.ts';
import { startCodebuild, type CodebuildFixture } from './support/codebuild-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

let codebuild: CodebuildFixture;
beforeEach(async () => {
  codebuild = await startCodebuild();
});
afterEach(() => codebuild.stop());

/** A buildspec in JSON, as the CDK writes it. */
const spec = (phases: object, more: object = {}) => JSON.stringify({ version: '0.2', phases, ...more });
const commands = (...lines: string[]) => spec({ build: { commands: lines } });

async function build(buildspec: string, more: Parameters<CodebuildFixture['startBuild']>[1] = {}): Promise<Build> {
  await codebuild.createProject('picus', buildspec);
  const { id } = await codebuild.startBuild('picus', more);
  return codebuild.ended(id);
}

const logOf = ({ logs }: Build) => codebuild.logOf({ group: logs?.groupName ?? '', stream: logs?.streamName ?? '' });
const output = (ended: Build) => logOf(ended).filter((line) => !line.startsWith('> '));
const ways = ({ phases = [] }: Build) =>
  phases.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? '-'}`);
const failures = ({ phases = [] }: Build) =>
  phases.flatMap(({ phaseType, contexts = [] }) =>
    contexts.filter(({ statusCode }) => statusCode !== '').map((context) => ({ phaseType, ...context })),
  );
const before = ['SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE'].map((phase) => `${phase} SUCCEEDED`);
const end = ['FINALIZING SUCCEEDED', 'COMPLETED -'];

describe('a build', () => {
  it('goes through its phases and is shown as CodeBuild shows it', async () => {
    const started = await codebuild
      .createProject('picus', spec({ install: { commands: ['echo in'] }, build: { commands: ['echo out'] } }))
      .then(() => codebuild.startBuild('picus'));
    expect(started).toMatchObject({
      id: expect.stringMatching(/^picus:[0-9a-f-]{36}$/),
      buildNumber: 1,
      buildStatus: 'IN_PROGRESS',
      currentPhase: 'QUEUED',
      buildComplete: false,
      initiator: 'root',
      phases: [{ phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED' }, { phaseType: 'QUEUED' }],
    });
    const ended = await codebuild.ended(started.id);
    const uuid = started.id?.split(':')[1];
    expect(ways(ended)).toEqual([
      ...before,
      ...['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS'].map((phase) => `${phase} SUCCEEDED`),
      ...end,
    ]);
    expect(ended).toMatchObject({
      arn: `arn:aws:codebuild:eu-west-1:111111111111:build/picus:${uuid}`,
      buildStatus: 'SUCCEEDED',
      currentPhase: 'COMPLETED',
      logs: { groupName: '/aws/codebuild/picus', streamName: uuid, cloudWatchLogs: { status: 'ENABLED' } },
    });
    expect(ended.phases?.[4]).toEqual({
      phaseType: 'INSTALL',
      phaseStatus: 'SUCCEEDED',
      startTime: new Date(codebuild.clock.now()),
      endTime: new Date(codebuild.clock.now()),
      durationInSeconds: 0,
      contexts: [{ statusCode: '', message: '' }],
    });
    const log = logOf(ended);
    expect(log.slice(log.indexOf('> Entering phase INSTALL'), log.indexOf('> Entering phase PRE_BUILD'))).toEqual([
      '> Entering phase INSTALL',
      '> Running command echo in',
      'in',
      '> Phase complete: INSTALL State: SUCCEEDED',
      '> Phase context status code:  Message: ',
    ]);
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('shares one shell between its commands and phases', async () => {
    const ended = await build(
      spec({
        install: { commands: ['LOCAL=kept', 'mkdir deep && cd deep'] },
        build: { commands: ['[[ -n $LOCAL ]] && echo "$LOCAL ${PWD##*/}"'] },
      }),
    );
    expect(output(ended)).toEqual(['kept deep']);
  });

  it('skips the rest of a phase that fails, runs finally and post_build, and fails', async () => {
    const ended = await build(
      spec({
        build: { commands: ['echo one', 'exit 3', 'echo not reached'], finally: ['echo finally'] },
        post_build: { commands: ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"'] },
      }),
    );
    expect(output(ended)).toEqual(['one', 'finally', 'succeeding: 0']);
    expect(ways(ended).slice(4)).toEqual([
      'INSTALL SUCCEEDED',
      'PRE_BUILD SUCCEEDED',
      'BUILD FAILED',
      'POST_BUILD SUCCEEDED',
      'UPLOAD_ARTIFACTS SUCCEEDED',
      ...end,
    ]);
    expect(ended.buildStatus).toBe('FAILED');
    expect(failures(ended)).toEqual([
      {
        phaseType: 'BUILD',
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: 'Error while executing command: exit 3. Reason: exit status 3',
      },
    ]);
    expect(logOf(ended)).toEqual(
      expect.arrayContaining([
        '> Command did not exit successfully exit 3 exit status 3',
        '> Phase complete: BUILD State: FAILED',
        '> Phase context status code: COMMAND_EXECUTION_ERROR Message: Error while executing command: exit 3. Reason: exit status 3',
      ]),
    );
  });

  it.each([
    ['install', ['INSTALL FAILED']],
    ['pre_build', ['INSTALL SUCCEEDED', 'PRE_BUILD FAILED']],
  ])('ends when %s fails', async (phase, expected) => {
    const ended = await build(spec({ [phase]: { commands: ['false'] }, build: { commands: ['echo no'] } }));
    expect(ways(ended).slice(4)).toEqual([...expected, ...end]);
    expect(output(ended)).toEqual([]);
  });

  it('goes on after a failure as on-failure says', async () => {
    const ended = await build(
      spec({
        install: { commands: ['false'], 'on-failure': 'CONTINUE' },
        build: { commands: ['echo built', 'false'], 'on-failure': 'ABORT' },
        post_build: { commands: ['echo no'] },
      }),
    );
    expect(output(ended)).toEqual(['built']);
    expect(ways(ended).slice(4)).toEqual(['INSTALL FAILED', 'PRE_BUILD SUCCEEDED', 'BUILD FAILED', ...end]);
  });

  it.each<[string, string, string]>([
    ['no YAML', 'a: [\n', 'Flow sequence in block collection'],
    ['an unknown key', spec({ deploy: {} }), 'phases has an unknown key: deploy.'],
    ['a file that is not there', 'ci/buildspec.yml', 'YAML file does not exist: ci/buildspec.yml'],
    ['a file outside of the source', '../../../../authority.pem', 'YAML file does not exist'],
    ['a file in S3', 'arn:aws:s3:::bucket/buildspec.yml', 'does not implement a buildspec in S3'],
  ])('fails in DOWNLOAD_SOURCE with a buildspec that is %s', async (_what, buildspec, message) => {
    const ended = await build(buildspec);
    expect(ways(ended).slice(3)).toEqual(['DOWNLOAD_SOURCE FAILED', ...end]);
    expect(failures(ended)).toEqual([
      { phaseType: 'DOWNLOAD_SOURCE', statusCode: 'YAML_FILE_ERROR', message: expect.stringContaining(message) },
    ]);
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('gets its variables in their order of precedence, those of the store hidden in logs', async () => {
    const put = (name: string, value: string) =>
      codebuild.parameters.put(scope, { name, value, type: 'SecureString', overwrite: false, by: 'test' });
    put('/picus/token', 'first line\nSECRET');
    put('/picus/key', 'PROJECT-SECRET');
    await codebuild.createProject(
      'picus',
      spec(
        {
          build: {
            commands: [
              'echo "$A $B $C $CODEBUILD_BUILD_NUMBER $AWS_REGION"',
              'echo "$TOKEN-$KEY"',
              'test "$TOKEN$KEY" = wrong',
              'echo ASIA0123456789ABCDEF',
            ],
            'on-failure': 'CONTINUE',
          },
        },
        { env: { variables: { A: 'spec', B: 'spec', C: 'spec' }, 'parameter-store': { TOKEN: '/picus/token' } } },
      ),
      {
        environment: {
          type: 'ARM_CONTAINER',
          image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          environmentVariables: [
            { name: 'B', value: 'project' },
            { name: 'C', value: 'project' },
            { name: 'KEY', value: '/picus/key', type: 'PARAMETER_STORE' },
          ],
        },
      },
    );
    const environmentVariablesOverride = [{ name: 'C', value: 'start' }];
    const ended = await codebuild.ended((await codebuild.startBuild('picus', { environmentVariablesOverride })).id);
    expect(output(ended)).toEqual(['spec project start 1 eu-west-1', '***', '***-***']);
    const again = await codebuild.startBuild('picus', { buildspecOverride: commands('echo "ASIA0123456789ABCDEF."') });
    expect(output(await codebuild.ended(again.id))).toEqual(['***.']);
  });

  it('has secrets of its buildspec, its project and its start, which no log shows', async () => {
    codebuild.secretValues.set('picus/db|password||', 'p@ss');
    codebuild.secretValues.set('picus/db||AWSPREVIOUS|', '{"password":"before"}');
    codebuild.secretValues.set('token|||v-1', 'line one\nline two');
    const type = 'SECRETS_MANAGER' as const;
    await codebuild.createProject('picus', spec({}), {
      environment: {
        type: 'ARM_CONTAINER',
        image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
        computeType: 'BUILD_GENERAL1_SMALL',
        environmentVariables: [{ name: 'OLD', value: 'picus/db::AWSPREVIOUS', type }],
      },
    });
    const { id } = await codebuild.startBuild('picus', {
      environmentVariablesOverride: [{ name: 'TOKEN', value: 'token:::v-1', type }],
      buildspecOverride: spec(
        { build: { commands: ['echo "<$DB> <$OLD> <$TOKEN>"; echo ${#DB} ${#OLD} ${#TOKEN}'] } },
        { env: { 'secrets-manager': { DB: 'picus/db:password' }, 'exported-variables': ['DB', 'OLD', 'TOKEN'] } },
      ),
    });
    const ended = await codebuild.ended(id);
    expect(output(ended)).toEqual(['<***> <***> <***', '***>', '4 21 17']);
    expect(ended.exportedEnvironmentVariables).toEqual([]);
    expect(ended.environment?.environmentVariables).toEqual([
      { name: 'OLD', value: 'picus/db::AWSPREVIOUS', type },
      { name: 'TOKEN', value: 'token:::v-1', type },
    ]);
  });

  it.each([
    ['none', "ResourceNotFoundException: Secrets Manager can't find the specified secret."],
    ['a:b:c:d:e', 'a:b:c:d:e is no <secret-id>:<json-key>:<version-stage>:<version-id>'],
  ])('fails when a secret is not there: %s', async (reference, message) => {
    const ended = await build(spec({}, { env: { 'secrets-manager': { TOKEN: reference } } }));
    expect(failures(ended)).toEqual([{ phaseType: 'DOWNLOAD_SOURCE', statusCode: 'Secrets Manager Error', message }]);
  });

  it('fails when a parameter is not there', async () => {
    const ended = await build(spec({}, { env: { 'parameter-store': { TOKEN: '/none' } } }));
    expect(failures(ended)).toEqual([
      {
        phaseType: 'DOWNLOAD_SOURCE',
        statusCode: 'Decrypted Variables Error',
        message: 'parameter does not exist: /none',
      },
    ]);
  });

  it('has the identity of its service role, and nothing of the environment of the engine', async () => {
    process.env['NOBODYS_SECRET'] = 'x';
    const script =
      'const { STSClient, GetCallerIdentityCommand } = require(process.argv[1]);' +
      'new STSClient({}).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));';
    const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-sts');
    const ended = await build(
      commands(
        `node -e '${script}' '${sdk}'`,
        'echo "[$NOBODYS_SECRET] $http_proxy $HOME"',
        'npm config get fund',
        'grep "#" "$NODE_EXTRA_CA_CERTS"',
      ),
    ).finally(() => delete process.env['NOBODYS_SECRET']);
    const uuid = ended.id?.split(':')[1] ?? '';
    expect(output(ended)).toEqual([
      `arn:aws:sts::111111111111:assumed-role/builder/AWSCodeBuild-${uuid}`,
      `[] http://127.0.0.1:9 ${codebuild.folder}/builds/${uuid}/home`,
      'false',
      "# the engine's",
      "# the machine's",
    ]);
    expect(ended.buildStatus).toBe('SUCCEEDED');
  });

  it('fails when its service role does not exist', async () => {
    const ended = await build(commands('true'), { serviceRoleOverride: 'arn:aws:iam::111111111111:role/none' });
    expect(failures(ended)).toMatchObject([{ phaseType: 'DOWNLOAD_SOURCE', statusCode: 'AccessDenied' }]);
  });

  it('keeps its exported variables, secrets never', async () => {
    codebuild.parameters.put(scope, { name: 's', value: 'hidden', type: 'String', overwrite: false, by: 'test' });
    const ended = await build(
      spec(
        { build: { commands: ['export VERSION="1.2 b"; LOCAL=1'] }, post_build: { commands: ['VERSION=1.3'] } },
        {
          env: {
            'parameter-store': { S: 's' },
            'exported-variables': ['VERSION', 'LOCAL', 'S', 'CODEBUILD_BUILD_NUMBER'],
          },
        },
      ),
    );
    expect(ended.exportedEnvironmentVariables).toEqual([
      { name: 'VERSION', value: '1.3' },
      { name: 'CODEBUILD_BUILD_NUMBER', value: '1' },
    ]);
  });
});

describe('ending a build', () => {
  /** Starts a build that waits in its phase BUILD, with a process in the background. */
  async function waiting(): Promise<{ id: string; pid: number }> {
    await codebuild.createProject(
      'picus',
      spec({
        build: { commands: ['sleep 600 & echo $!', 'sleep 600'], finally: ['echo no'] },
        post_build: { commands: ['echo no'] },
      }),
      { timeoutInMinutes: 5 },
    );
    const { id = '' } = await codebuild.startBuild('picus');
    for (;;) {
      const { logs, currentPhase } = await codebuild.get(id);
      if (currentPhase !== 'BUILD') continue;
      const lines = codebuild.logOf({ group: logs?.groupName ?? '', stream: logs?.streamName ?? '' });
      if (lines.at(-1) === '> Running command sleep 600') return { id, pid: Number(lines.at(-2)) };
    }
  }
  const isRunning = (pid: number) => startTimeOf(pid) !== undefined;
  /** A killed process gives its pipes back shortly before it is gone. */
  const gone = async (pid: number) => {
    while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
  };

  it('by StopBuild ends everything that runs, and no further phase does', async () => {
    const { id, pid } = await waiting();
    expect(isRunning(pid)).toBe(true);
    const { build: stopped } = await codebuild.client.send(new StopBuildCommand({ id }));
    expect(stopped).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true });
    expect(ways(stopped ?? {}).slice(6)).toEqual(['BUILD STOPPED', 'COMPLETED -']);
    expect(output(stopped ?? {})).toEqual([String(pid)]);
    await gone(pid);
    expect(codebuild.leftovers()).toEqual([]);
    const { build: again } = await codebuild.client.send(new StopBuildCommand({ id }));
    expect(again).toEqual(stopped);
  });

  it('by its time-out', async () => {
    const { id, pid } = await waiting();
    await codebuild.clock.advance(5 * 60_000 - 1);
    expect((await codebuild.get(id)).buildStatus).toBe('IN_PROGRESS');
    await codebuild.clock.advance(1);
    const ended = await codebuild.ended(id);
    expect(ended.buildStatus).toBe('TIMED_OUT');
    expect(ways(ended).slice(6)).toEqual(['BUILD TIMED_OUT', 'COMPLETED -']);
    expect(failures(ended)).toEqual([
      { phaseType: 'BUILD', statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' },
    ]);
    expect(ended.phases?.find(({ phaseType }) => phaseType === 'BUILD')?.durationInSeconds).toBe(300);
    await gone(pid);
    expect(codebuild.leftovers()).toEqual([]);
  });

  it('by the end of the engine', async () => {
    const { id, pid } = await waiting();
    await codebuild.builds.close();
    await gone(pid);
    expect(await codebuild.get(id)).toMatchObject({ buildStatus: 'STOPPED' });
    expect(codebuild.leftovers()).toEqual([]);
  });
});
