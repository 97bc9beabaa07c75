import { type Synthesis, synthesize } from './assemblies.ts';
import { playBadFunction } from './play-function-release.ts';
import { type Drill, playRelease } from './play-release.ts';
import { byCommands } from './release-by-commands.ts';
import { LABELS, type Sequence } from './sequence.ts';
import type { Stage } from './stage.ts';

/** A good release, then a bad one, then one of a bad function where there is one: each synthesized here and deployed at once. */
export async function playDirectly(stage: Stage, synthesis: Synthesis): Promise<Sequence> {
  const { display, product } = stage;
  const drill = async (drill: Omit<Drill, 'way'>) => {
    display.line(`\nSynthesizing ${drill.versions.green}, then releasing it: ${drill.name}`);
    return playRelease(stage, { ...drill, way: byCommands(await synthesize(synthesis, drill.versions.green)) });
  };
  const good = await drill({
    name: 'good release',
    expected: 'released',
    versions: { blue: LABELS.first, green: LABELS.good },
    isFaulty: false,
  });
  const bad = await drill({
    name: 'bad release',
    expected: 'rolled back',
    // A good release that was not released left the first one in place.
    versions: { blue: good.release.deployment.finished ? LABELS.good : LABELS.first, green: LABELS.bad },
    isFaulty: true,
  });
  const functions = [...good.functions, ...bad.functions];
  const { functionsStack } = product.drill;
  if (functionsStack !== undefined) {
    display.line(`\nSynthesizing ${LABELS.badFunction}, then releasing its function: bad function`);
    const labelled = await synthesize(synthesis, LABELS.badFunction);
    functions.push(await playBadFunction(stage, { name: 'bad function', assembly: labelled, functionsStack }));
  }
  return { releases: [good.release, bad.release], functions, executions: [] };
}
