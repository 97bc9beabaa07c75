import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { assertPinned, baseImages } from './base-images.ts';
import { loadConfiguration } from './load.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const configuration = loadConfiguration();
const withAccount = (account: string) => ({
  ...configuration,
  environments: configuration.environments.map((environment) => ({ ...environment, account })),
});

describe('the bases of a Dockerfile', () => {
  it('are those of this repository, at the lines where they stand', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const found = baseImages(dockerfile);
    expect(found.map(({ registry, repository }) => `${registry} ${repository}`)).toEqual([
      'public.ecr.aws docker/library/node',
      'gcr.io distroless/nodejs24-debian12',
    ]);
    for (const { written, line } of found) expect(dockerfile.split('\n')[line - 1]).toContain(`FROM ${written}`);
  });

  it.each([
    ['node', 'docker.io', 'library/node', undefined, undefined],
    ['node:24', 'docker.io', 'library/node', '24', undefined],
    ['someone/node:24', 'docker.io', 'someone/node', '24', undefined],
    ['localhost/node', 'localhost', 'node', undefined, undefined],
    ['registry.example:5000/a/b', 'registry.example:5000', 'a/b', undefined, undefined],
    [`gcr.io/a/b:c@${DIGEST}`, 'gcr.io', 'a/b', 'c', DIGEST],
    [`node@${DIGEST}`, 'docker.io', 'library/node', undefined, DIGEST],
  ])('%s is read as Docker reads it', (written, registry, repository, tag, digest) => {
    expect(baseImages(`FROM ${written}`)).toEqual([
      expect.objectContaining({ written, line: 1, registry, repository, tag, digest }),
    ]);
  });

  it('are neither scratch nor an earlier stage, whatever their case, flags or quotes', () => {
    const dockerfile = [
      'ARG A="one.example/a:1"',
      'ARG UNUSED=one.example/unused:1',
      'from --platform=linux/arm64 $A as Build',
      'ARG A=two',
      'FROM build AS test',
      'FROM scratch',
      'FROM ${A}',
    ].join('\n');
    expect(baseImages(dockerfile).map(({ reference, line }) => `${line} ${reference}`)).toEqual(['1 one.example/a:1']);
  });

  it.each([
    ['FROM a:1 AS build\nFROM b:1', ['b:1']],
    ['FROM a:1 AS build\nFROM b:1\nFROM build', ['a:1']],
    ['FROM a:1 AS build\nFROM scratch', []],
    ['ARG A=a:1\nFROM $A AS one\nFROM b:1\nFROM $A', ['a:1']],
  ])('know which one the last stage stands on: %j', (dockerfile, final) => {
    expect(baseImages(dockerfile).flatMap(({ written, isFinal }) => (isFinal ? [written] : []))).toEqual(final);
  });

  it.each([['FROM ${NONE}'], ['ARG A\nFROM $A'], ['ARG A=b:${TAG}\nFROM $A'], ['ARG A=x\nFROM a:$A']])(
    'that cannot be known are an error: %j',
    (dockerfile) => {
      expect(() => baseImages(dockerfile)).toThrow(/Dockerfile line \d: the base .* is not known/);
    },
  );
});

describe('a synthesis for real accounts', () => {
  const dockerfile = `FROM node:24@${DIGEST} AS build\nFROM gcr.io/a/b:c`;

  it('is refused where a base has no digest, with the line and the command', () => {
    const refused = () => assertPinned(dockerfile, withAccount('123456789012'));
    expect(refused).toThrow('Account 123456789012 is a real one');
    expect(refused).toThrow('\n  Dockerfile line 2: gcr.io/a/b:c\nRun "npm run base-images"');
    expect(refused).not.toThrow('line 1');
  });

  it('passes once each has one', () => {
    expect(() => assertPinned(`${dockerfile}@${DIGEST}`, withAccount('123456789012'))).not.toThrow();
  });

  it('is not what a placeholder is for', () => {
    for (const account of ['111111111111', '222222222222'])
      expect(() => assertPinned(dockerfile, withAccount(account))).not.toThrow();
    const tools = { ...configuration.tools, account: '210987654321' };
    expect(() => assertPinned(dockerfile, { ...configuration, tools })).toThrow('210987654321');
  });
});
