/** What somebody types to go on, ready to be copied. */
export const commandToType = (...words: string[]): string => ['npm run release --', ...words].join(' ');

export const approveCommand = ({ pipeline, executionId }: { pipeline: string; executionId: string }): string =>
  commandToType('approve', '--pipeline', pipeline, '--execution', executionId, '--comment "…"');

export const watchCommand = ({ pipeline, executionId }: { pipeline: string; executionId: string }): string =>
  commandToType('pipeline watch', '--pipeline', pipeline, '--execution', executionId);
