import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '../../infra/config/load.ts';
import type { Configuration } from '../../infra/config/schema.ts';
import { cdkContext, ROOT, synthesizedWith, type Assembly } from './assembly.ts';
import { ofType, onlyOne, templateOf, text } from './resources.ts';

function withConfiguration<Result>(
  change: (configuration: Configuration) => void,
  use: (file: string) => Result,
): Result {
  const directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  try {
    const configuration = structuredClone(loadConfiguration());
    change(configuration);
    const file = join(directory, 'configuration.json');
    writeFileSync(file, JSON.stringify(configuration));
    return use(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

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

  it('changes the task definitions and nothing else, so that a drill releases without touching what carries traffic', () => {
    expect(differingResources(plain, labelled)).toEqual([
      'picus-dev-service AWS::ECS::TaskDefinition',
      'picus-prod-service AWS::ECS::TaskDefinition',
    ]);
  });

  it('reaches the container', () => {
    const task = onlyOne(templateOf(labelled, 'picus-prod-service'), 'AWS::ECS::TaskDefinition').Properties;
    expect(JSON.stringify(task['ContainerDefinitions'])).toContain('{"Name":"RELEASE","Value":"v2"}');
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
