import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.ts';

const form = { options: ['detach|d', 'rm', 'env|e=', 'name='], operands: [1, 2], endsAtOperand: true } as const;

describe('readOptions', () => {
  it('reads switches and values, long and short, apart and joined', () => {
    const options = readOptions(
      'run',
      ['-de', 'A=1', '--env=B=2=3', '-eC', '--rm=false', '--name', 'n', 'image'],
      form,
    );
    expect([options.has('detach'), options.has('rm')]).toEqual([true, false]);
    expect(options.values('env')).toEqual(['A=1', 'B=2=3', 'C']);
    expect([options.value('name'), options.operands]).toEqual(['n', ['image']]);
  });

  it('leaves what follows the first operand alone, or not', () => {
    expect(readOptions('run', ['image', '--rm'], form).operands).toEqual(['image', '--rm']);
    const mixed = readOptions('run', ['image', '--rm'], { ...form, endsAtOperand: false });
    expect([mixed.operands, mixed.has('rm')]).toEqual([['image'], true]);
    expect(readOptions('run', ['--', '--rm'], form).operands).toEqual(['--rm']);
  });

  it.each([
    [['--privileged', 'image'], 125, "unknown flag: --privileged\n\nThe rehearsal's stand-in for 'docker run' has"],
    [['-dx', 'image'], 125, "unknown shorthand flag: 'x' in -x"],
    [['--name'], 125, 'flag needs an argument: --name'],
    [['--rm=maybe', 'image'], 125, 'invalid argument "maybe" for "--rm" flag'],
    [[], 1, "docker: 'docker run' requires at least 1 argument"],
  ])('refuses %j by name', (args, status, message) => {
    const refusal = expect.objectContaining({ status, message: expect.stringContaining(message) }) as unknown as Error;
    expect(() => readOptions('run', args, form)).toThrow(refusal);
  });
});
