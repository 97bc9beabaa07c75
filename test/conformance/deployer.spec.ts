import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GREEN, outputs, REVISION_1 } from '../../deployer/testing/fixtures.ts';
import type { Outcome } from '../../deployer/outcome.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';
import { type Look, ScriptedAws, succeeded } from './support/scripted-aws.ts';

/**
 * The release tool as a process, over the wire: its SDK clients, their protocols, its exit codes. What answers is
 * scripted here in AWS's own shapes; the engine's CodeDeploy has tests of its own.
 */
let folder: string;
let gateway: TestGateway | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployer-'));
});

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  exitCode: number | null;
  output: string;
  outcome: Outcome | undefined;
}

/** Runs the tool to its end. `onOutput` may send it a signal. */
async function deployer(
  aws: ScriptedAws,
  words: string[],
  onOutput?: (output: string, interrupt: () => void) => void,
  program = 'deployer/cli.ts',
): Promise<Run> {
  gateway = await startGateway(aws.tables());
  const report = join(folder, 'outcome.json');
  const child = spawn(process.execPath, [program, ...words, '--poll-seconds', '0.02', '--json', report], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_ENDPOINT_URL: gateway.url,
      AWS_REGION: TEST_SCOPE.region,
      AWS_ACCESS_KEY_ID: TEST_SCOPE.account,
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    onOutput?.(output, () => child.kill('SIGINT'));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output, outcome: readOutcome(report) };
}

function readOutcome(file: string): Outcome | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Outcome;
  } catch {
    return undefined;
  }
}

const begun: Look[] = [
  { status: 'Created', events: {}, green: 0 },
  { status: 'InProgress', events: succeeded(1, { Install: 'InProgress' }), green: 0 },
  { status: 'InProgress', events: succeeded(6, { AllowTraffic: 'InProgress' }), green: 10 },
];
const released: Look = { status: 'InProgress', events: succeeded(8), green: 100 };

describe('deployer deploy', () => {
  it('releases, with everything CodeDeploy needs in one CreateDeployment', async () => {
    const aws = new ScriptedAws([...begun, released]);
    const { exitCode, output, outcome } = await deployer(aws, ['deploy', '--stack', 'svc']);
    expect(output).toContain('Released picus:2');
    expect(exitCode).toBe(0);
    expect(outcome).toMatchObject({
      outcome: 'released',
      deploymentId: 'd-AAAAAAAAA',
      rollbackWindowOpen: true,
      greenTargetGroupArn: GREEN,
    });
    expect(outcome?.weights?.at(-1)).toMatchObject({ asked: 100, seen: 100 });
    expect(output).not.toContain('\u001B');
    expect(aws.received).toEqual([
      {
        operation: 'CreateDeployment',
        input: expect.objectContaining({
          applicationName: 'picus-app',
          deploymentGroupName: 'picus-group',
          deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
          revision: {
            revisionType: 'AppSpecContent',
            appSpecContent: {
              content: expect.stringContaining('"Type":"AWS::ECS::Service"'),
              sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            },
          },
          overrideAlarmConfiguration: {
            enabled: true,
            ignorePollAlarmFailure: false,
            alarms: [{ name: 'svc-green-5xx' }],
          },
          autoRollbackConfiguration: {
            enabled: true,
            events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
          },
        }),
      },
    ]);
  });

  it("ends with 1 after a rollback, and shows the hook's last words", async () => {
    const failed: Look = {
      status: 'Failed',
      events: succeeded(4, {
        AfterAllowTestTraffic: 'Failed',
        BeforeAllowTraffic: 'Skipped',
        AllowTraffic: 'Skipped',
        AfterAllowTraffic: 'Skipped',
      }),
      green: 0,
      error: {
        code: 'HOOK_EXECUTION_FAILURE',
        message: 'one or more of the lifecycle event validation functions failed.',
      },
      rollback: 'd-ROLLBACK1',
    };
    const aws = new ScriptedAws([begun[0]!, failed]);
    aws.rollbackStatus = 'Succeeded';
    const { exitCode, output } = await deployer(aws, ['deploy', '--stack', 'svc']);
    expect(output).toContain('failed at AfterAllowTestTraffic: HOOK_EXECUTION_FAILURE: one or more');
    expect(output).toContain(
      "Last lines of the hook's log (/aws/lambda/verify-green, stream-1):\n  green answered 500 to GET /health\n",
    );
    expect(output).not.toContain('START RequestId');
    expect(exitCode).toBe(1);
  });

  it('ends with 3 when the rollback failed', async () => {
    const stopped: Look = {
      ...begun[2]!,
      status: 'Stopped',
      error: { code: 'ALARM_ACTIVE', message: 'Activated alarms: x' },
      rollback: 'd-ROLLBACK1',
    };
    const aws = new ScriptedAws([begun[0]!, stopped]);
    aws.rollbackStatus = 'Failed';
    const { exitCode, outcome } = await deployer(aws, ['deploy', '--stack', 'svc']);
    expect([exitCode, outcome?.outcome, outcome?.error]).toEqual([
      3,
      'notRolledBack',
      { code: 'ALARM_ACTIVE', message: 'Activated alarms: x' },
    ]);
  });

  it('ends with 130 on Ctrl-C and leaves the deployment alone', async () => {
    const aws = new ScriptedAws([begun[1]!]);
    let isInterrupted = false;
    const { exitCode, output } = await deployer(aws, ['deploy', '--stack', 'svc'], (text, interrupt) => {
      // Once: a signal that meets the process while it exits would end it, and its status be lost.
      if (text.includes('in progress') && !isInterrupted) interrupt();
      isInterrupted ||= text.includes('in progress');
    });
    expect(output).toContain(
      'Interrupted. Deployment d-AAAAAAAAA goes on by itself.\nWatch it: deployer watch --deployment-id d-AAAAAAAAA',
    );
    expect(exitCode).toBe(130);
    expect(aws.received.map(({ operation }) => operation)).toEqual(['CreateDeployment']);
  });

  it('ends with 2 and starts nothing when the stack lacks outputs', async () => {
    const aws = new ScriptedAws(begun);
    aws.stackOutputs = outputs({ ClusterName: '' });
    const { exitCode, output } = await deployer(aws, ['deploy', '--stack', 'svc']);
    expect([exitCode, output]).toEqual([
      2,
      'Stack svc lacks the output ClusterName. Name the service stack: its outputs say where a release goes.\n',
    ]);
    expect(aws.received).toEqual([]);
  });
});

describe('deployer finish and status', () => {
  it('ends the rollback window with ContinueDeployment TERMINATION_WAIT', async () => {
    const aws = new ScriptedAws([released], { revision: REVISION_1 });
    const { exitCode, output } = await deployer(aws, ['finish', '--stack', 'svc']);
    expect(output).toContain('Deployment d-AAAAAAAAA of picus:1 is complete: the version before is gone.');
    expect(exitCode).toBe(0);
    expect(aws.received).toEqual([
      {
        operation: 'ContinueDeployment',
        input: expect.objectContaining({ deploymentId: 'd-AAAAAAAAA', deploymentWaitType: 'TERMINATION_WAIT' }),
      },
    ]);
  });

  it('shows where a service stands and writes nothing', async () => {
    const aws = new ScriptedAws([begun[1]!], { revision: REVISION_1 });
    const { exitCode, output } = await deployer(aws, ['status', '--stack', 'svc']);
    expect(output).toContain('deployment   d-AAAAAAAAA releases picus:1, InProgress: Install\n');
    expect(exitCode).toBe(0);
    expect(aws.received).toEqual([]);
  });
});

describe('the bundle', () => {
  it('is one file that needs nothing beside it', async () => {
    const bundle = join(folder, 'deployer.mjs');
    execFileSync(process.execPath, ['tools/build-deployer.ts', bundle]);
    const { exitCode, output } = await deployer(
      new ScriptedAws([...begun, released]),
      ['deploy', '--stack', 'svc'],
      undefined,
      bundle,
    );
    expect(output).toContain('Released picus:2');
    expect(exitCode).toBe(0);
  });
});
