import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetLookup, readAssembly } from './assembly-reader.ts';

describe('the assembly reader', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'assembly-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, content: unknown) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const stack = (name: string, dependencies: string[] = [], more: object = {}) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://111111111111/eu-west-1',
    properties: { templateFile: `${name}.template.json`, stackName: name, tags: { team: 'x' }, ...more },
    dependencies,
    displayName: `app/dev/${name}`,
  });
  const sample = () => {
    write('manifest.json', {
      version: '54.0.0',
      artifacts: {
        'assembly-dev': {
          type: 'cdk:cloud-assembly',
          properties: { directoryName: 'assembly-dev', displayName: 'app/dev' },
        },
        pipeline: stack('pipeline'),
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      },
    });
    write('pipeline.template.json', '{"pipeline":1}');
    write('assembly-dev/manifest.json', {
      version: '54.0.0',
      artifacts: {
        Service: stack('service', ['Service.assets', 'Network'], { terminationProtection: true }),
        'Service.assets': { type: 'cdk:asset-manifest', properties: { file: 'Service.assets.json' } },
        Network: stack('network'),
      },
    });
    write('assembly-dev/network.template.json', '{"network":1}');
    write('assembly-dev/service.template.json', '{"service":1}');
    write('assembly-dev/Service.assets.json', {
      files: {
        abc: {
          source: { path: '../asset.abc', packaging: 'zip' },
          destinations: { d: { bucketName: 'bucket', objectKey: 'abc.zip' } },
        },
      },
    });
    write('asset.abc/index.js', '');
  };

  it('finds stages as environments, their stacks in order of dependency, and the stacks outside', () => {
    sample();
    const assembly = readAssembly(root);
    expect(
      assembly.environments.map(({ name, displayName, stacks }) => [name, displayName, stacks.map((one) => one.name)]),
    ).toEqual([['dev', 'app/dev', ['network', 'service']]]);
    expect(assembly.environments[0]?.stacks[1]).toMatchObject({
      id: 'Service',
      account: '111111111111',
      region: 'eu-west-1',
      templateBody: '{"service":1}',
      dependencies: ['Network'],
      tags: { team: 'x' },
      terminationProtection: true,
    });
    expect(assembly.stacks.map(({ name }) => name)).toEqual(['pipeline']);
  });

  it('finds the files of an asset by the object that a template names', () => {
    sample();
    const assetByKey = assetLookup(readAssembly(root));
    expect(assetByKey('bucket', 'abc.zip')).toEqual({ kind: 'directory', path: join(root, 'asset.abc') });
    expect(assetByKey('bucket', 'other.zip')).toBeUndefined();
  });

  it('says what is wrong with a folder that it cannot read', () => {
    expect(() => readAssembly(root)).toThrow(/no cloud assembly in .*: run cdk synth/);
    write('manifest.json', '{"version":');
    expect(() => readAssembly(root)).toThrow(/cut short/);
    write('manifest.json', { version: '99.0.0', artifacts: {} });
    expect(() => readAssembly(root)).toThrow(/schema 99\.0\.0/);
    write('manifest.json', { version: '54.0.0', artifacts: { s: stack('gone') } });
    expect(() => readAssembly(root)).toThrow(/gone\.template\.json .* cannot be read/);
    write('gone.template.json', '{}');
    write('manifest.json', {
      version: '54.0.0',
      artifacts: { s: { ...stack('gone'), environment: 'aws://unknown-account/unknown-region' } },
    });
    expect(() => readAssembly(root)).toThrow(/no account and region/);
  });
});
