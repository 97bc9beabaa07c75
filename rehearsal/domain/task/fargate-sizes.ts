/** MiB that Fargate offers for CPU units. Source: ECS developer guide, task CPU and memory of Fargate tasks. */
const MEMORY: Record<number, readonly number[]> = {
  256: [512, 1024, 2048],
  512: steps(1, 4, 1),
  1024: steps(2, 8, 1),
  2048: steps(4, 16, 1),
  4096: steps(8, 30, 1),
  8192: steps(16, 60, 4),
  16384: steps(32, 120, 8),
};

export const isFargateSize = (cpu: number, memoryMiB: number): boolean => MEMORY[cpu]?.includes(memoryMiB) ?? false;

function steps(fromGb: number, toGb: number, stepGb: number): number[] {
  return Array.from({ length: (toGb - fromGb) / stepGb + 1 }, (_, index) => (fromGb + index * stepGb) * 1024);
}
