import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { withConfiguration } from '../support/with-configuration.ts';
import { cdkContext, ROOT, synthesizedWith, type Assembly } from './assembly.ts';
import { named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const plain = synthesizedWith({});

/** Without the image's tag: a service file may be edited between two syntheses, and is not what is compared. */
const comparable = (resource: unknown) => JSON.stringify(resource)?.replaceAll(/:src-[0-9a-f]{16}/g, '');

const differingResources = (before: Assembly, after: Assembly) =>
  [...before.keys()].flatMap((stack) => {
    const [from, to] = [templateOf(before, stack).Resources, templateOf(after, stack).Resources];
    return [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .filter((id) => comparable(from[id]) !== comparable(to[id]))
      .map((id) => `${stack} ${to[id]?.Type ?? 'gone'}`);
  });

describe('a release label', () => {
  const labelled = synthesizedWith({ release: 'v2' });

  it('changes what a release shifts to, and nothing that carries traffic', () => {
    const released = (environment: string) => [
      ...[
        'AWS::CloudWatch::Alarm', // of the new version: errors, server errors, latency
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::Alarm',
        'AWS::Lambda::Function',
        'AWS::Lambda::Version',
        'Custom::ShiftedAlias', // what a creation would say; an update says nothing (shifted-alias.spec.ts)
        'gone', // the version before, which is retained
      ].map((type) => `picus-${environment}-functions ${type}`),
      `picus-${environment}-service AWS::ECS::TaskDefinition`,
    ];
    expect(differingResources(plain, labelled).sort()).toEqual([...released('dev'), ...released('prod')]);
  });

  it('reaches the function, which gets a version of its own', () => {
    const functions = templateOf(labelled, 'picus-prod-functions');
    const [, deleteItem] = named(functions, 'AWS::Lambda::Function', 'FunctionName', 'picus-prod-delete-item');
    expect(deleteItem.Properties['Environment']).toMatchObject({ Variables: { RELEASE: 'v2' } });
    const versions = [plain, labelled].flatMap((assembly) =>
      ofType(templateOf(assembly, 'picus-prod-functions'), 'AWS::Lambda::Version').map(([id]) => id),
    );
    expect(new Set(versions).size).toBe(2);
  });

  it('reaches both containers', () => {
    const task = onlyOne(templateOf(labelled, 'picus-prod-service'), 'AWS::ECS::TaskDefinition').Properties;
    for (const container of task['ContainerDefinitions'] as unknown[])
      expect(JSON.stringify(container)).toContain('{"Name":"RELEASE","Value":"v2"}');
  });
});

describe('an environment with restricted access', () => {
  const tokens = { issuer: 'https://login.example.com/', audience: 'picus' };
  const restricted = withConfiguration(
    ({ environments }) => Object.assign(environments.find(({ name }) => name === 'prod') ?? {}, { access: tokens }),
    (config) => synthesizedWith({ config }),
  );

  it('tells the app and the function whose tokens to accept', () => {
    const task = onlyOne(templateOf(restricted, 'picus-prod-service'), 'AWS::ECS::TaskDefinition').Properties;
    const [app, redirect] = (task['ContainerDefinitions'] as unknown[]).map((each) => JSON.stringify(each));
    expect(app).toContain('{"Name":"AUTH_ISSUER","Value":"https://login.example.com/"}');
    expect(app).toContain('{"Name":"AUTH_AUDIENCE","Value":"picus"}');
    expect(redirect).not.toContain('AUTH_');
    const functions = templateOf(restricted, 'picus-prod-functions');
    const [, deleteItem] = named(functions, 'AWS::Lambda::Function', 'FunctionName', 'picus-prod-delete-item');
    expect(deleteItem.Properties['Environment']).toMatchObject({
      Variables: { AUTH_ISSUER: 'https://login.example.com/', AUTH_AUDIENCE: 'picus' },
    });
  });

  it('is known to the hook and the acceptance step, which have no token', () => {
    const hookOf = (assembly: Assembly) =>
      named(
        templateOf(assembly, 'picus-prod-service'),
        'AWS::Lambda::Function',
        'FunctionName',
        'picus-prod-verify-green',
      );
    expect(JSON.stringify(hookOf(restricted))).toContain('"ACCESS":"restricted"');
    expect(JSON.stringify(hookOf(plain))).toContain('"ACCESS":"public"');
    expect(JSON.stringify([...restricted])).toContain('--access restricted');
    expect(JSON.stringify([...plain])).not.toContain('--access restricted');
  });

  it('needs no action of a listener, and leaves the others public', () => {
    expect(templateOf(restricted, 'picus-prod-edge')).toEqual(templateOf(plain, 'picus-prod-edge'));
    expect(differingResources(plain, restricted).filter((change) => change.includes('dev'))).toEqual([]);
    expect(JSON.stringify([...plain])).not.toContain('AUTH_');
  });
});

describe('an environment that sends no traces and lets web pages of other origins call', () => {
  const changed = withConfiguration(
    ({ environments }) =>
      environments.forEach(({ service, observability }) => {
        observability.tracesSampledPercent = 0;
        service.corsOrigins.push('https://a.example', 'https://b.example');
      }),
    (config) => synthesizedWith({ config }),
  );
  const service = templateOf(changed, 'picus-prod-service');

  it('names no endpoint for traces, and its tasks may not send any', () => {
    expect(JSON.stringify(service)).not.toContain('TRACES_');
    const [, role] = named(service, 'AWS::IAM::Role', 'RoleName', 'picus-prod-task');
    expect(statementsOf(role).filter(([action]) => action.startsWith('xray:'))).toEqual([]);
  });

  it('has its function send none, either', () => {
    const functions = templateOf(changed, 'picus-prod-functions');
    const [, role] = named(functions, 'AWS::IAM::Role', 'RoleName', 'picus-prod-delete-item');
    expect(statementsOf(role).filter(([action]) => action.startsWith('xray:'))).toEqual([]);
    expect(JSON.stringify(functions)).not.toContain('"Mode":"Active"');
  });

  it('names the origins', () => {
    const task = onlyOne(service, 'AWS::ECS::TaskDefinition').Properties;
    expect(JSON.stringify(task)).toContain('{"Name":"CORS_ORIGINS","Value":"https://a.example,https://b.example"}');
    const [, deleteItem] = named(
      templateOf(changed, 'picus-prod-functions'),
      'AWS::Lambda::Function',
      'FunctionName',
      'picus-prod-delete-item',
    );
    expect(JSON.stringify(deleteItem)).toContain('"CORS_ORIGINS":"https://a.example,https://b.example"');
  });
});

describe('a third zone', () => {
  const grown = withConfiguration(
    ({ environments }) => environments.find(({ name }) => name === 'prod')?.zones.push('eu-west-1c'),
    (config) => synthesizedWith({ config }),
  );

  it('adds to the network and moves nothing that is there', () => {
    const [before, after] = [plain, grown].map((assembly) => templateOf(assembly, 'picus-prod-network').Resources);
    // The S3 gateway learns of the new route tables.
    const kept = Object.entries(before ?? {}).filter(([, { Type }]) => Type !== 'AWS::EC2::VPCEndpoint');
    for (const [id, resource] of kept) expect(after?.[id]).toEqual(resource);
    expect(ofType(templateOf(grown, 'picus-prod-network'), 'AWS::EC2::Subnet')).toHaveLength(9);
  });

  it('leaves the ECS service alone, and reaches it through the AppSpec', () => {
    const [before, after] = [plain, grown].map((assembly) => templateOf(assembly, 'picus-prod-service'));
    expect(after && onlyOne(after, 'AWS::ECS::Service')).toEqual(before && onlyOne(before, 'AWS::ECS::Service'));
    expect(text(after?.Outputs?.['SubnetIds']?.Value).split(',')).toHaveLength(3);
  });

  it('changes nothing in dev', () => {
    expect(differingResources(plain, grown).filter((change) => change.includes('dev'))).toEqual([]);
  });
});

describe('a third environment, in another region', () => {
  const grown = withConfiguration(
    ({ environments }) => {
      const far = structuredClone(environments.at(-1)!);
      const zones = ['eu-central-1a', 'eu-central-1b'];
      environments.push({ ...far, name: 'far', region: 'eu-central-1', zones });
      environments.at(-1)!.service.zonesAtCreation = zones;
    },
    (config) => synthesizedWith({ config }),
  );
  const commands = ofType(templateOf(grown, 'picus-pipeline'), 'AWS::CodeBuild::Project')
    .flatMap(
      ([, { Properties }]) =>
        text((Properties['Source'] as { BuildSpec: unknown }).BuildSpec).match(/"node deployer\.mjs [^\n]*/g) ?? [],
    )
    .join('\n');

  it('gets what the one before it has verified, which is no longer the last', () => {
    expect(commands).toContain('verified --image image.json --environment prod --service picus-prod"');
    expect(commands).toContain('verified --image image.json --environment far --service picus-far --prefix far"');
  });

  it('is guarded without a look at the services of the other region', () => {
    expect(commands).toContain('guard --image image.json --environment far --service picus-far --after prod"');
  });
});

describe('an environment in an account of its own', () => {
  it('fails by name until the release tool can become a role there', () => {
    const message = withConfiguration(
      ({ environments }) => environments.forEach((environment) => (environment.account = '222222222222')),
      (config) => failureOf({ config }),
    );
    expect(message).toContain('Environment dev has an account of its own (222222222222)');
  });
});

describe('a mistake in the context', () => {
  it('says what a release label may be', () => {
    expect(failureOf({ release: 'no spaces' })).toContain(
      "The release label 'no spaces' cannot be used: write 1 to 64 letters",
    );
  });

  it('says where a configuration is wrong and what to write there', () => {
    const message = withConfiguration(
      ({ tools }) => (tools.account = '12'),
      (config) => failureOf({ config }),
    );
    expect(message).toContain("tools.account: write the AWS account's number as a string of 12 digits");
  });
});

function failureOf(context: Readonly<Record<string, string>>): string {
  try {
    execFileSync(process.execPath, ['infra/app.ts'], {
      cwd: ROOT,
      stdio: 'pipe',
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), ...context }) },
    });
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
  throw new Error('The synthesis did not fail');
}
