import { withoutEscapes } from './one-line.ts';

/** CodeBuild's own line that a command failed; what stands before it is what the command said. */
const FAILED = /^\[Container\] .*Command did not exit successfully/;
const CODEBUILD = /^\[Container\] /;

/** The last lines in which a failed build says why: its commands' own, without those of the phases after the failure. */
export function meaningfulLines(log: readonly string[], count: number): string[] {
  const lines = log.map((line) => withoutEscapes(line).trimEnd());
  const failed = lines.findIndex((line) => FAILED.test(line));
  const said = (failed < 0 ? lines : lines.slice(0, failed)).filter((line) => line !== '' && !CODEBUILD.test(line));
  return said.slice(-count);
}
