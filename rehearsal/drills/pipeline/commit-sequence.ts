import type { PipelineSource } from '../../engine/pipeline-sources.ts';
import { LABELS, type Sequence } from '../sequence.ts';
import type { Stage } from '../stage.ts';
import { PipelineDrill } from './pipeline-drill.ts';

/** A good release, then a bad one: each a commit that is pushed, and that the pipeline takes to the end or stops. */
export async function playCommits(stage: Stage, source: PipelineSource): Promise<Sequence> {
  const drill = await PipelineDrill.prepare(stage, source);
  try {
    const good = await drill.play({
      name: 'good release',
      expected: 'released',
      versions: { blue: LABELS.first, green: LABELS.good },
      isFaulty: false,
    });
    const bad = await drill.play({
      name: 'bad release',
      expected: 'rolled back',
      versions: { blue: good.release.deployment.finished ? LABELS.good : LABELS.first, green: LABELS.bad },
      isFaulty: true,
    });
    return {
      releases: [good.release, bad.release],
      functions: [...good.functions, ...bad.functions],
      executions: [good.execution, bad.execution],
    };
  } finally {
    await drill.close();
  }
}
