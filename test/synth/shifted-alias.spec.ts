import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { committedAssembly, committedAssemblyDirectory, synthesizedWith, type Resource } from './assembly.ts';
import { ENVIRONMENTS, ofType, templateOf, text } from './resources.ts';

interface Call {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly physicalResourceId?: { readonly id: string };
  readonly ignoreErrorCodesMatching?: string;
}

const callOf = (alias: Pick<Resource, 'Properties'>, when: string) =>
  JSON.parse(text(alias.Properties[when]).replaceAll(/\$\{\{.*?\}\}/g, (token) => token.replaceAll('"', "'"))) as Call;

const aliasIn = (template: ReturnType<typeof templateOf>) =>
  ofType(template, 'Custom::ShiftedAlias')[0] as [string, Resource];

const released = { v1: synthesizedWith({ release: 'v1' }), v2: synthesizedWith({ release: 'v2' }) };

describe.each(ENVIRONMENTS)('the alias of %s', (environment) => {
  const stack = `picus-${environment}-functions`;
  const template = templateOf(committedAssembly(), stack);
  const [, alias] = aliasIn(template);
  const [[versionId]] = ofType(template, 'AWS::Lambda::Version') as [[string, Resource]];

  it('is created on the first version, under an id that no later version changes', () => {
    const { action, parameters, physicalResourceId } = callOf(alias, 'Create');
    expect(action).toBe('createAlias');
    expect(Object.keys(parameters).sort()).toEqual(['FunctionName', 'FunctionVersion', 'Name']);
    expect(parameters).toMatchObject({ Name: 'live', FunctionVersion: expect.stringContaining(versionId) });
    expect(physicalResourceId).toEqual({ id: 'live' });
  });

  it('is never updated', () => {
    expect(alias.Properties).not.toHaveProperty('Update');
  });

  it('is deleted by the name it was created with, and may be gone', () => {
    const { action, parameters, ignoreErrorCodesMatching } = callOf(alias, 'Delete');
    expect([action, parameters['Name']]).toEqual(['deleteAlias', 'PHYSICAL:RESOURCEID:']);
    expect('ResourceNotFoundException').toMatch(new RegExp(ignoreErrorCodesMatching ?? '^$'));
  });

  it('stays where it is when a release makes a new version', () => {
    const [v1, v2] = [templateOf(released.v1, stack), templateOf(released.v2, stack)];
    const [[idBefore, before], [idAfter, after]] = [aliasIn(v1), aliasIn(v2)];
    const [[versionBefore], [versionAfter]] = [v1, v2].map((of) => ofType(of, 'AWS::Lambda::Version')[0]) as [
      [string, Resource],
      [string, Resource],
    ];
    expect(versionAfter).not.toBe(versionBefore);
    expect(idAfter).toBe(idBefore);
    // What differs is what a creation would say; there is no call for an update.
    expect(after.Properties['Delete']).toEqual(before.Properties['Delete']);
    expect(text(after.Properties['Create'])).toBe(
      text(before.Properties['Create']).replace(versionBefore, versionAfter),
    );
  });

  it('makes no call when CloudFormation asks for an update, and keeps its id', () => {
    expect(answerTo(alias, { RequestType: 'Update', PhysicalResourceId: 'live' })).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'live',
    });
  });

  /** What the CDK's own handler, from the assembly, answers; it would find no credentials for a call. */
  function answerTo({ Properties }: Resource, request: object): unknown {
    const [, handler] = ofType(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('AWS679f53')) as [
      string,
      Resource,
    ];
    const { S3Key } = handler.Properties['Code'] as { S3Key: string };
    const asset = join(committedAssemblyDirectory(), `asset.${S3Key.replace('.zip', '')}`, 'index.js');
    const event = {
      ...request,
      ResponseURL: 'https://cloudformation.example.com/',
      ResourceProperties: {
        ...Object.fromEntries(
          ['Create', 'Update', 'Delete']
            .filter((when) => when in Properties)
            .map((when) => [when, JSON.stringify(callOf({ Properties }, when))]),
        ),
        InstallLatestAwsSdk: 'false',
      },
    };
    const script = `
      require('node:https').request = (_options, done) => ({ on() {}, write: (body) => process.stdout.write(body), end: done });
      console.log = () => {};
      require(${JSON.stringify(asset)}).handler(${JSON.stringify(event)}, { logStreamName: 'log-stream' });`;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', script], {
        encoding: 'utf8',
        timeout: 10_000,
        env: { AWS_EC2_METADATA_DISABLED: 'true' },
      }),
    );
  }
});
