import { CannotRelease } from '../release/cannot-release.ts';
import type { PipelineGateway } from './pipeline-gateway.ts';

/** The pipeline that was named, or the only one there is. */
export async function choosePipeline(named: string | undefined, gateway: PipelineGateway): Promise<string> {
  if (named !== undefined) return named;
  const names = await gateway.names();
  const [only, ...others] = names;
  if (only === undefined) throw new CannotRelease('There is no pipeline in this account and region.');
  if (others.length > 0) throw new CannotRelease(`Say which one with --pipeline: ${names.join(', ')}.`);
  return only;
}
