import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfiguration } from '../../infra/config/load.ts';
import { awsAccount } from '../../tools/bootstrap/aws-account.ts';
import { bootstrapStacks } from '../../tools/bootstrap/bootstrap-stacks.ts';
import { runCdk } from '../../tools/bootstrap/cdk-program.ts';
import { prepareAccounts, type Prepared } from '../../tools/bootstrap/prepare-accounts.ts';
import { startEmptyWorld, type EmptyWorld } from './support/empty-world.ts';

const [TOOLS, DEV] = ['123456789012', '210987654321'];
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ROOT = resolve(import.meta.dirname, '..', '..');

let empty: EmptyWorld;
const environment = { ...process.env };

/** Two accounts that are no placeholders: the pipeline's, which prod is in, too, and one of dev's own. */
const configuration = structuredClone(loadConfiguration());
Object.assign(configuration.tools, { account: TOOLS });
Object.assign(configuration.tools.source, {
  connectionArn: `arn:aws:codeconnections:eu-west-1:${TOOLS}:connection/0a1b2c3d-0000-4000-8000-000000000000`,
  repository: 'someone/picus',
});
for (const each of configuration.environments) {
  each.account = each.name === 'dev' ? DEV : TOOLS;
  if (each.domain !== 'none')
    each.domain = { name: 'api.picus.io', zone: { id: 'Z0123456789ABCDEFGHIJ', name: 'picus.io' } };
}
const PINNED = `FROM public.ecr.aws/node:24@sha256:${'0'.repeat(64)}\n`;

beforeAll(async () => {
  empty = await startEmptyWorld();
  const credentials = join(empty.folder, 'credentials');
  writeFileSync(
    credentials,
    [['default', TOOLS] as const, ['dev', DEV] as const]
      .map(([name, account]) => `[${name}]\naws_access_key_id=${account}\naws_secret_access_key=any\n`)
      .join(''),
  );
  Object.assign(process.env, {
    HOME: empty.folder,
    AWS_ENDPOINT_URL: empty.gateway.url,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_PROFILE'];
  writeFileSync(join(empty.folder, 'configuration.json'), JSON.stringify(configuration));
}, 60_000);

afterAll(async () => {
  process.env = environment;
  await empty.stop();
});

const PROFILES: Record<string, string | undefined> = { [DEV]: 'dev' };

async function prepare(options: { isDryRun?: boolean; only?: string[]; profiles?: typeof PROFILES } = {}) {
  const { isDryRun = false, only = [], profiles = PROFILES } = options;
  const lines: string[] = [];
  const assembly = join(empty.folder, `assembly-${Math.random().toString(36).slice(2)}`);
  const prepared = await prepareAccounts(
    { configuration, dockerfile: PINNED, only, isDryRun, executionPolicies: [ADMINISTRATOR], assembly },
    {
      account: ({ account, region }) => awsAccount(region, profiles[account] ?? 'default'),
      stacks: () => bootstrapStacks(assembly, { config: join(empty.folder, 'configuration.json') }),
      cdk: ({ words, place }) => runCdk(words, place, profiles[place.account] ?? 'default', 'ignore'),
      print: (line) => lines.push(line),
    },
  );
  return { ...prepared, lines };
}

const kinds = ({ commands }: Prepared) => commands.map((command) => command.split(' ').slice(0, 3).join(' '));

const ALL = [
  `cdk bootstrap aws://${TOOLS}/eu-west-1`,
  `cdk bootstrap aws://${DEV}/eu-west-1`,
  'cdk deploy picus-access',
  `cdk deploy picus-access-${DEV}`,
  'cdk deploy picus-dev-bootstrap',
];

describe('bootstrap', () => {
  it('refuses the placeholders of a fresh clone, one line each, before it asks anybody', () => {
    const before = empty.gateway.calls.calls().length;
    const { status, stdout } = spawnSync(process.execPath, ['tools/bootstrap.ts', '--json', '-'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    const { outcome, problems } = JSON.parse(stdout) as Prepared;
    expect(outcome).toBe('refused');
    for (const part of [
      'tools.account',
      'connectionArn',
      'example/picus',
      'picus.example.com',
      'Z000',
      'Dockerfile line',
    ])
      expect(problems.filter((problem) => problem.includes(part)).length).toBeGreaterThan(0);
    expect(empty.gateway.calls.calls()).toHaveLength(before);
  });

  it('refuses credentials of another account', async () => {
    const { outcome, problems, commands } = await prepare({ profiles: {} });
    expect([outcome, commands]).toEqual(['refused', []]);
    expect(problems).toEqual([
      `aws://${DEV}/eu-west-1: the credentials are of ${TOOLS} (arn:aws:iam::${TOOLS}:root): give --profile ${DEV}=NAME, or name what they are for by --environment`,
    ]);
  });

  it('says which quota is too small, with the arithmetic and what to ask for', async () => {
    empty.world.quotas.set({ account: TOOLS, region: 'eu-west-1' }, { serviceCode: 'fargate', code: 'L-3032A538' }, 4);
    const { problems } = await prepare({ isDryRun: true, only: ['prod'] });
    expect(problems).toEqual([
      `aws://${TOOLS}/eu-west-1: Fargate On-Demand vCPU resource count: 4 allowed, 5 needed (prod 2 × 10 × 0.25 vCPU). Ask for more: aws service-quotas request-service-quota-increase --region eu-west-1 --service-code fargate --quota-code L-3032A538 --desired-value 5`,
    ]);
    empty.world.quotas.set({ account: TOOLS, region: 'eu-west-1' }, { serviceCode: 'fargate', code: 'L-3032A538' }, 5);
    expect((await prepare({ isDryRun: true, only: ['prod'] })).problems).toEqual([]);
  });

  it('says in a dry run what it would do, does it with the real CDK CLI, and finds nothing to do the next time', async () => {
    const planned = await prepare({ isDryRun: true });
    expect(planned.outcome).toBe('planned');
    expect(kinds(planned)).toEqual(ALL);
    expect(planned.commands[1]).toBe(
      `cdk bootstrap aws://${DEV}/eu-west-1 --trust ${TOOLS} --cloudformation-execution-policies ${ADMINISTRATOR} --termination-protection`,
    );
    expect(empty.world.stacks.all({ account: DEV, region: 'eu-west-1' })).toEqual([]);

    const first = await prepare();
    expect([first.outcome, first.problems]).toEqual(['prepared', []]);
    expect(kinds(first)).toEqual(ALL);
    const ssm = new SSMClient(empty.gateway.clientConfig({ account: DEV }));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
    ssm.destroy();
    expect(Number(Parameter?.Value)).toBeGreaterThanOrEqual(21);

    const second = await prepare();
    expect([second.outcome, second.commands]).toEqual(['asItWas', []]);
    expect(second.lines).toEqual([`aws://${TOOLS}/eu-west-1: nothing to do`, `aws://${DEV}/eu-west-1: nothing to do`]);

    const deployer = empty.world.roles.get(DEV, 'picus-dev-deployer');
    expect(deployer.trust).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { AWS: `arn:aws:iam::${TOOLS}:root` },
          Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${TOOLS}:role/picus-pipeline-*` } },
        },
      ],
    });
    expect(empty.world.roles.get(TOOLS, 'picus-pull-request').trust).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRoleWithWebIdentity' }],
    });
    expect(existsSync(join(ROOT, 'cdk.context.json'))).toBe(false);
  }, 180_000);
});

describe('what is deployed for a repository whose tokens name it by ids', () => {
  it('trusts that subject alone', () => {
    const stacks = bootstrapStacks(join(empty.folder, 'ids'), { githubSubject: 'repo:someone-1/picus-2' });
    const [access] = stacks.filter(({ name }) => name === 'picus-access');
    expect(JSON.stringify(access?.template)).toContain(
      '"token.actions.githubusercontent.com:sub":"repo:someone-1/picus-2:pull_request"',
    );
    expect(readFileSync(join(empty.folder, 'ids', 'manifest.json'), 'utf8')).toContain('picus-access');
  });
});
