import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfiguration } from './load.ts';
import { imageNames, registryOf, serviceImage, uriOf } from './service-image.ts';

let root: string;
const write = (file: string, content: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
};
const configuration = loadConfiguration();
const tag = () => serviceImage(root, configuration).tag;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'service-image-'));
  for (const file of ['.dockerignore', 'Dockerfile', 'package-lock.json', 'tools/build-service.ts', 'tsconfig.json'])
    write(file, file);
  write('service/src/main.ts', 'main');
  write('docs/guide.md', 'guide');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the image tag', () => {
  it('is the same for the same content, wherever it lies', () => {
    const first = tag();
    const moved = `${root}-moved`;
    renameSync(root, moved);
    root = moved;
    expect(tag()).toBe(first);
    expect(first).toMatch(/^src-[0-9a-f]{16}$/);
  });

  it.each([
    'service/src/main.ts',
    'service/src/new.ts',
    'Dockerfile',
    '.dockerignore',
    'package-lock.json',
    'tools/build-service.ts',
  ])('changes with %s', (file) => {
    const before = tag();
    write(file, 'changed');
    expect(tag()).not.toBe(before);
  });

  it.each(['docs/guide.md', 'README.md', 'service/src/main.spec.ts', 'infra/app.ts'])(
    'does not change with %s',
    (file) => {
      const before = tag();
      write(file, 'changed');
      expect(tag()).toBe(before);
    },
  );

  it('changes when a file is renamed, or content moves from one file to the next', () => {
    const before = tag();
    renameSync(join(root, 'service/src/main.ts'), join(root, 'service/src/other.ts'));
    const renamed = tag();
    write('service/src/other.ts', 'mai');
    write('service/src/p.ts', 'n');
    expect(new Set([before, renamed, tag()]).size).toBe(3);
  });

  it('changes with the platform', () => {
    const other = { ...configuration, image: { ...configuration.image, architecture: 'X86_64' as const } };
    expect(serviceImage(root, other).tag).not.toBe(tag());
  });

  it('is not made for real accounts on a base that may change', () => {
    write('Dockerfile', 'FROM node:24');
    const real = { ...configuration, tools: { ...configuration.tools, account: '123456789012' } };
    expect(() => serviceImage(root, real)).toThrow('Dockerfile line 1: node:24');
    expect(tag()).toMatch(/^src-/);
  });

  it('needs every input: a missing one fails by name', () => {
    rmSync(join(root, 'Dockerfile'));
    expect(tag).toThrow('Dockerfile');
  });

  it('stands in the registry of the tools account, beside the tag of what was tested', () => {
    const image = serviceImage(root, configuration);
    expect(uriOf(image)).toBe(`${registryOf(image)}/picus:${image.tag}`);
    expect(image.testedTag).toBe(image.tag.replace('src-', 'tested-'));
  });

  it('has names that the release tool reads, each tag with the one hash', () => {
    const image = serviceImage(root, configuration);
    expect(imageNames(image)).toEqual({
      registry: '111111111111.dkr.ecr.eu-west-1.amazonaws.com',
      repository: 'picus',
      region: 'eu-west-1',
      hash: image.tag.slice('src-'.length),
      tag: image.tag,
      testedTag: `tested-${image.hash}`,
      platform: 'linux/arm64',
      findings: configuration.image.findings,
    });
  });
});
