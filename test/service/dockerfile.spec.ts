import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { readServiceConfig } from '../../service/src/config/service-config.ts';

describe('the Dockerfile', () => {
  const instructions = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8')).getInstructions();
  const final = instructions.slice(instructions.findLastIndex(is('FROM')));
  const argumentsOf = (keyword: string, stage: readonly Instruction[] = final): (string | null)[] =>
    stage.filter(is(keyword)).map((instruction) => instruction.getArgumentsContent());

  it('builds in one stage and runs in another, whose base has no shell, so that nothing is run in it', () => {
    expect(argumentsOf('FROM', instructions)).toEqual([
      expect.stringMatching(/\/node:24\.\S+ AS build$/),
      expect.stringMatching(/\/distroless\/nodejs24-/),
    ]);
    expect(argumentsOf('RUN')).toEqual([]);
  });

  it('runs as the numeric user that filled the compile cache and owns it', () => {
    expect(argumentsOf('USER', instructions)).toEqual(['65532', '65532']);
    expect(flagsOfCopy(final)).toEqual([['--from=build', '--chown=65532:65532']]);
  });

  it('sets the same compile cache, relative to the working directory, where it is filled and where it is read', () => {
    const filling = instructions.findIndex((each) => each.getArgumentsContent()?.includes('--fill-compile-cache'));
    const cache = 'NODE_COMPILE_CACHE=compile-cache NODE_COMPILE_CACHE_PORTABLE=1';
    expect(argumentsOf('ENV', instructions.slice(0, filling))).toEqual([cache]);
    expect(argumentsOf('ENV')).toContain(cache);
    expect([argumentsOf('WORKDIR', instructions.slice(0, filling)), argumentsOf('WORKDIR')]).toEqual([
      ['/app'],
      ['/app'],
    ]);
  });

  it('takes the whole bundle, and nothing else is within its reach', () => {
    expect(argumentsOf('COPY', instructions)).toEqual(['dist/service/ ./', '/app/ ./']);
    const rules = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(rules.filter((rule) => rule !== '' && !rule.startsWith('#'))).toEqual(['*', '!dist/service']);
  });

  it('starts the entry without a shell and exposes the port the service listens on by default', () => {
    expect(argumentsOf('ENTRYPOINT')).toEqual(['["/nodejs/bin/node", "main.mjs"]']);
    expect(argumentsOf('EXPOSE')).toEqual([String(readServiceConfig({}).port)]);
  });

  it('runs commands relative to its working directory only, with nothing to install', () => {
    for (const command of argumentsOf('RUN', instructions)) expect(command).not.toMatch(/(^|\s)\/|npm|apt|curl|wget/);
  });
});

function is(keyword: string): (instruction: Instruction) => boolean {
  return (instruction) => instruction.getKeyword() === keyword;
}

function flagsOfCopy(stage: readonly Instruction[]): string[][] {
  return stage
    .filter((instruction) => instruction instanceof Copy)
    .map((copy) => copy.getFlags().map((flag) => `--${flag.getName()}=${flag.getValue()}`));
}
