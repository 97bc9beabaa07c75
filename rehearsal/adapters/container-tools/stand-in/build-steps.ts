import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../kernel/aws-error.ts';
import { buildContext } from '../../image-builder/build-context.ts';
import { parseDockerfile, type Dockerfile } from '../../image-builder/dockerfile.ts';
import { materialiseStage, type Workshop } from '../../image-builder/materialise-stage.ts';
import { planStages, type PlannedStage } from '../../image-builder/plan-stages.ts';

interface StepRequest {
  context: string;
  dockerfile: string;
  buildArgs: Record<string, string>;
}

interface Surroundings {
  /** The image builder's own: what is made here it finds there. */
  directory: string;
  shimDirectory: string;
  report: (line: string) => void;
}

/** Real milliseconds of one RUN. */
const STEP_TIMEOUT_MS = 300_000;

/**
 * Makes the stages of a Dockerfile step by step in the image builder's cache and reports each as BuildKit's plain progress
 * does, with CACHED where nothing was to be done. Returns the build arguments that no ARG names. Throws where a step cannot be
 * honoured or fails.
 */
export async function buildSteps(request: StepRequest, { directory, shimDirectory, report }: Surroundings) {
  const text = readFileSync(request.dockerfile, 'utf8');
  const ownIgnore = `${request.dockerfile}.dockerignore`;
  const context = buildContext(request.context, existsSync(ownIgnore) ? ownIgnore : undefined);
  report('#1 [internal] load build definition and context');
  const file = parseDockerfile(text);
  const last = planStages(file, context, request.buildArgs);
  report('#1 DONE');
  let number = 1;
  for (const stage of inOrder(last)) {
    const shop = { context, directory, shimDirectory, stepTimeoutMs: STEP_TIMEOUT_MS };
    number = await makeStage(stage, { file, text, shop, report, number });
  }
  const named = new Set(
    [...file.globalArguments, ...file.stages.flatMap(({ steps }) => steps)].flatMap((step) =>
      step.kind === 'ARG' ? [step.name] : [],
    ),
  );
  return Object.keys(request.buildArgs).filter((name) => !named.has(name));
}

/** A stage behind those that it is made of. */
function inOrder(last: PlannedStage): PlannedStage[] {
  const found = new Set<PlannedStage>();
  const visit = (stage: PlannedStage) => {
    if ('stage' in stage.base) visit(stage.base.stage);
    for (const action of stage.actions) if (action.kind === 'copy' && action.from) visit(action.from);
    found.add(stage);
  };
  visit(last);
  return [...found];
}

interface StageWork {
  file: Dockerfile;
  text: string;
  shop: Omit<Workshop, 'log'>;
  report: (line: string) => void;
  /** Of the step before. */
  number: number;
}

/** Returns the number of its last step. */
async function makeStage(stage: PlannedStage, { file, text, shop, report, number }: StageWork): Promise<number> {
  const { actions } = stage;
  const written = file.stages.findLast(({ line }) => line <= (actions[0]?.line ?? Infinity));
  const name = written?.name ?? `stage-${written ? file.stages.indexOf(written) : 0}`;
  const head = (index: number) => `[${name} ${index}/${actions.length + 1}]`;
  if ('image' in stage.base) report(`#${++number} ${head(1)} FROM ${stage.base.image} (recorded, not fetched)`);
  const isMade = ({ key }: { key: string }) => existsSync(join(shop.directory, 'steps', key, 'owners.json'));
  // A tree that is kept holds what the steps before it made.
  const kept = actions.findLastIndex(isMade);
  for (const [index, action] of actions.entries()) {
    const prefix = `#${++number}`;
    report(`${prefix} ${head(index + 2)} ${instructionAt(text, action.line)}`);
    if (index <= kept) {
      report(`${prefix} CACHED`);
      continue;
    }
    const begun = performance.now();
    const seconds = () => ((performance.now() - begun) / 1000).toFixed(1);
    const log = (line: string) => report(`${prefix} ${seconds()} ${line}`);
    try {
      // The builder keeps trees behind each RUN and at a stage's end, and so do these.
      if (action.kind === 'run' || index === actions.length - 1)
        await materialiseStage({ ...stage, key: action.key, actions: actions.slice(0, index + 1) }, { ...shop, log });
    } catch (error) {
      report(`${prefix} ERROR: ${messageOf(error)}`);
      throw error;
    }
    report(`${prefix} DONE ${seconds()}s`);
  }
  return number;
}

/** As written, in one line. */
function instructionAt(text: string, line: number): string {
  const lines = text.split(/\r?\n/).slice(line - 1);
  const end = lines.findIndex((each) => !each.trimEnd().endsWith('\\'));
  return lines
    .slice(0, end + 1)
    .map((each) => each.trim().replace(/\\$/, '').trim())
    .join(' ');
}
