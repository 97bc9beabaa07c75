import { expect, it } from '@jest/globals';
import { isFargateSize } from './fargate-sizes.ts';

it.each([
  [256, 512, true],
  [256, 4096, false],
  [1024, 8192, true],
  [4096, 30 * 1024, true],
  [16384, 120 * 1024, true],
  [300, 512, false],
])('%i CPU units with %i MiB: %s', (cpu, memory, expected) => {
  expect(isFargateSize(cpu, memory)).toBe(expected);
});
