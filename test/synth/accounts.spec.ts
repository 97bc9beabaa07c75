import { describe, expect, it } from '@jest/globals';
import type { Configuration } from '../../infra/config/schema.ts';
import { withConfiguration } from '../support/with-configuration.ts';
import { synthesizedWith, type Assembly, type Resource, type Template } from './assembly.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const BOOTSTRAP = { rules: true, app: 'infra/bootstrap/app.ts' };
const ACCOUNTS = { dev: '222222222222', prod: '333333333333' } as const;

const threeAccounts = ({ environments }: Configuration) => {
  for (const environment of environments) environment.account = ACCOUNTS[environment.name as keyof typeof ACCOUNTS];
};
/** With all rules on. */
const synthesized = (change: (configuration: Configuration) => void, options: object = { rules: true }) =>
  withConfiguration(change, (config) => synthesizedWith({ config }, options));

const commandsOf = (template: Template, part: string) =>
  ofType(template, 'AWS::CodeBuild::Project')
    .filter(([id]) => id.includes(part))
    .map(([, { Properties }]) => text((Properties['Source'] as { BuildSpec: unknown }).BuildSpec))
    .flatMap((spec) => (JSON.parse(spec) as { phases: { build: { commands: string[] } } }).phases.build.commands);

/** Each action that a step's role may do, with its resources; without what every build may. */
const permissionsOf = (template: Template, part: string) =>
  ofType(template, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith('Pipeline') && id.includes(`${part}RoleDefaultPolicy`))
    .flatMap(
      ([, { Properties }]) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
    )
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((each) => [action, text(each)] as const)),
    )
    .filter(([action]) => !/^(logs:(Create|Put)|codebuild:|s3:|kms:)/.test(action));

describe('three accounts', () => {
  const assembly = synthesized(threeAccounts);
  const pipeline = templateOf(assembly, 'picus-pipeline');
  const bootstrap = synthesized(threeAccounts, BOOTSTRAP);

  it.each(ENVIRONMENTS)('have the steps of %s take on its deployer role, and do nothing there themselves', (name) => {
    const role = `arn:aws:iam::${ACCOUNTS[name]}:role/picus-${name}-deployer`;
    for (const step of ['Guard', 'Deploy', 'Acceptance']) {
      const commands = commandsOf(pipeline, `${name}${step}`);
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(command).toMatch(new RegExp(` --role-arn ${role}$`));
      const permissions = permissionsOf(pipeline, `${name}${step}`);
      expect(permissions.filter(([action]) => !action.startsWith('ecr:'))).toEqual([['sts:AssumeRole', role]]);
    }
  });

  it('guard without a look at the services of another account', () => {
    expect(commandsOf(pipeline, 'prodGuard')[0]).not.toContain('--after-service');
  });

  it('pull from the one repository', () => {
    const { Properties } = onlyOne(pipeline, 'AWS::ECR::Repository');
    const [statement] = (Properties['RepositoryPolicyText'] as { Statement: Record<string, unknown>[] }).Statement;
    expect(statement).toMatchObject({
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Principal: { AWS: [`arn:aws:iam::${ACCOUNTS.dev}:root`, `arn:aws:iam::${ACCOUNTS.prod}:root`] },
    });
  });

  it.each(ENVIRONMENTS)('have a deployer role in %s that only the pipeline’s roles may take on', (name) => {
    const [, role] = named(
      templateOf(bootstrap, `picus-${name}-bootstrap`),
      'AWS::IAM::Role',
      'RoleName',
      `picus-${name}-deployer`,
    );
    expect(role.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/picus-pipeline-*' } },
        },
      ],
    });
  });

  it.each(ENVIRONMENTS)('give that role of %s what the steps have in one account, and nothing more', (name) => {
    const one = templateOf(synthesizedWith({}), 'picus-pipeline');
    const [, role] = named(
      templateOf(bootstrap, `picus-${name}-bootstrap`),
      'AWS::IAM::Role',
      'RoleName',
      `picus-${name}-deployer`,
    );
    const elsewhere = (pairs: readonly (readonly [string, string])[]) =>
      [...new Set(pairs.map(([action, resource]) => `${action} ${resource.replace(/\d{12}/, '')}`))].sort();
    // The environment before is in another account, where this guard cannot look.
    const before = name === 'prod' ? /picus-dev|^ecs:ListTasks/ : /^$/;
    const steps = ['Guard', 'Deploy', 'Acceptance'].flatMap((step) => permissionsOf(one, `${name}${step}`));
    const wanted = steps.filter(([action, resource]) => !action.startsWith('ecr:') && !before.test(resource));
    expect(elsewhere(statementsOf(role))).toEqual(elsewhere(wanted));
  });
});

describe('one account', () => {
  it('needs no role beside those of the steps', () => {
    const assembly = synthesizedWith({});
    expect(JSON.stringify([...assembly])).not.toMatch(/--role-arn|-deployer/);
    const bootstrap = synthesizedWith({}, BOOTSTRAP);
    expect([...bootstrap.keys()]).toEqual(['picus-access']);
  });
});

describe('pull requests on GitHub', () => {
  const access = templateOf(synthesizedWith({}, BOOTSTRAP), 'picus-access');

  it('may read templates of the application’s stacks, and take on no role', () => {
    const [, role] = named(access, 'AWS::IAM::Role', 'RoleName', 'picus-pull-request');
    expect(statementsOf(role)).toEqual([
      ['cloudformation:DescribeStacks', 'arn:aws:cloudformation:*:111111111111:stack/picus-*/*'],
      ['cloudformation:GetTemplate', 'arn:aws:cloudformation:*:111111111111:stack/picus-*/*'],
      ['ssm:GetParameter', 'arn:aws:ssm:*:111111111111:parameter/cdk-bootstrap/*/version'],
      ['sts:AssumeRole', '*'],
    ]);
    expect(JSON.stringify(role.Properties['Policies'])).toContain('"Action":"sts:AssumeRole","Effect":"Deny"');
    expect(role.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': 'repo:example/picus:pull_request',
            },
          },
        },
      ],
    });
  });

  it('use a provider that is there already, and may have none at all', () => {
    const existing = templateOf(synthesizedWith({ githubProvider: 'existing' }, BOOTSTRAP), 'picus-access');
    expect(ofType(access, 'AWS::IAM::OIDCProvider')).toHaveLength(1);
    expect(ofType(existing, 'AWS::IAM::OIDCProvider')).toEqual([]);
    expect(JSON.stringify(existing)).toContain('111111111111:oidc-provider/token.actions.githubusercontent.com');
    expect([...synthesizedWith({ githubSubject: 'none' }, BOOTSTRAP).keys()]).toEqual([]);
  });
});

describe('a permissions boundary', () => {
  const bounded = (configuration: Configuration) => {
    threeAccounts(configuration);
    configuration.tools.permissionsBoundary = 'tools-bound';
    for (const environment of configuration.environments) environment.permissionsBoundary = `${environment.name}-bound`;
  };
  const rolesOf = (assembly: Assembly) =>
    [...assembly].flatMap(([stack, { template }]) =>
      ofType(template, 'AWS::IAM::Role').map(([id, role]): [string, string, Resource] => [stack, id, role]),
    );

  it.each([
    ['of the pipeline and the environments', undefined],
    ['of the bootstrap', 'infra/bootstrap/app.ts'],
  ])('bounds every role %s', (_what, app) => {
    const assembly = synthesized(bounded, app === undefined ? {} : { app });
    const roles = rolesOf(assembly);
    expect(roles.length).toBeGreaterThan(3);
    for (const [stack, id, role] of roles) {
      const [account, name] =
        stack.includes('-dev-') || stack.endsWith(ACCOUNTS.dev)
          ? [ACCOUNTS.dev, 'dev-bound']
          : stack.includes('-prod-') || stack.endsWith(ACCOUNTS.prod)
            ? [ACCOUNTS.prod, 'prod-bound']
            : ['111111111111', 'tools-bound'];
      expect([stack, id, text(role.Properties['PermissionsBoundary'])]).toEqual([
        stack,
        id,
        `arn:aws:iam::${account}:policy/${name}`,
      ]);
    }
  });

  it('of the pipeline alone reaches no environment, and none is there unless it is asked for', () => {
    const assembly = synthesized((configuration) => (configuration.tools.permissionsBoundary = 'tools-bound'), {});
    const bound = rolesOf(assembly).filter(([, , role]) => role.Properties['PermissionsBoundary'] !== undefined);
    expect(new Set(bound.map(([stack]) => stack))).toEqual(new Set(['picus-pipeline']));
    expect(rolesOf(synthesizedWith({})).filter(([, , role]) => role.Properties['PermissionsBoundary'])).toEqual([]);
  });
});
