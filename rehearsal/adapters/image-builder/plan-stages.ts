import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { BuildContext, SelectedFile } from './build-context.ts';
import { hashFiles } from './build-context.ts';
import { UnsupportedInstruction, type Dockerfile, type Stage, type Step } from './dockerfile.ts';
import { expand } from './variables.ts';

/** A stage with everything expanded: what changes its tree, step by step, each with the key of all that led to it. */
export interface PlannedStage {
  /** Of the finished tree. */
  key: string;
  base: { stage: PlannedStage } | { image: string };
  actions: TreeAction[];
  config: StageConfig;
}

export type TreeAction = { key: string; line: number } & (
  | { kind: 'folder'; path: string }
  | {
      kind: 'copy';
      from?: PlannedStage;
      sources: string[];
      files?: SelectedFile[];
      destination: string;
      intoFolder: boolean;
      owner?: string;
    }
  | {
      kind: 'run';
      command: { shell: string } | { argv: string[] };
      cwd: string;
      environment: Record<string, string>;
      owner: string;
    }
);

interface StageConfig {
  environment: Record<string, string>;
  workingDirectory: string;
  user: string;
  ports: string[];
  labels: Record<string, string>;
  entrypoint?: string[];
  command?: string[];
  stopSignal?: string;
}

/** Users that images define by name; the base is not fetched, so its /etc/passwd cannot be asked. */
const KNOWN_USERS: Record<string, string> = { root: '0:0', nonroot: '65532:65532', node: '1000:1000' };

/** Plans the stages that the last one needs. Nothing is run or written. */
export function planStages(
  dockerfile: Dockerfile,
  context: BuildContext,
  buildArguments: Record<string, string>,
): PlannedStage {
  const globals: Record<string, string | undefined> = {};
  for (const { name, value } of dockerfile.globalArguments) {
    globals[name] = buildArguments[name] ?? (value === undefined ? undefined : expand(value, globals));
  }
  const planned = new Map<Stage, PlannedStage>();
  const stageNamed = (name: string, before: number) =>
    dockerfile.stages
      .slice(0, before)
      .find((stage, index) => stage.name === name.toLowerCase() || String(index) === name);
  const plan = (stage: Stage): PlannedStage => {
    const existing = planned.get(stage);
    if (existing) return existing;
    const index = dockerfile.stages.indexOf(stage);
    const baseName = expand(stage.base, globals);
    const baseStage = stageNamed(baseName, index);
    const result = planStage(stage, baseStage ? { stage: plan(baseStage) } : { image: baseName }, {
      context,
      globals,
      buildArguments,
      stage: (name) => {
        const found = stageNamed(name, index);
        return found && plan(found);
      },
    });
    planned.set(stage, result);
    return result;
  };
  const last = dockerfile.stages.at(-1);
  if (!last) throw new Error('The Dockerfile has no stage.');
  return plan(last);
}

interface Surroundings {
  context: BuildContext;
  globals: Record<string, string | undefined>;
  buildArguments: Record<string, string>;
  stage: (name: string) => PlannedStage | undefined;
}

function planStage(stage: Stage, base: PlannedStage['base'], around: Surroundings): PlannedStage {
  const inherited = 'stage' in base ? base.stage.config : undefined;
  const config: StageConfig = inherited
    ? structuredClone(inherited)
    : { environment: {}, workingDirectory: '/', user: '', ports: [], labels: {} };
  const args: Record<string, string | undefined> = {};
  const actions: TreeAction[] = [];
  // What runs depends on this Node and platform, too: another one is another build.
  let key = 'stage' in base ? base.stage.key : keyOf(base.image, process.version, process.platform, process.arch);
  const add = (action: DistributiveOmit<TreeAction, 'key'>, ...inputs: string[]) => {
    key = keyOf(key, JSON.stringify({ ...action, from: undefined, files: undefined }), ...inputs);
    actions.push({ ...action, key });
  };
  for (const step of stage.steps) planStep(step, { config, args, add, around });
  return { key, base, actions, config };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface StepContext {
  config: StageConfig;
  args: Record<string, string | undefined>;
  add: (action: DistributiveOmit<TreeAction, 'key'>, ...inputs: string[]) => void;
  around: Surroundings;
}

function planStep(step: Step, { config, args, add, around }: StepContext): void {
  const expanded = (text: string) => expand(text, { ...args, ...config.environment });
  const { line } = step;
  switch (step.kind) {
    case 'ARG':
      args[step.name] =
        around.buildArguments[step.name] ??
        (step.value === undefined ? around.globals[step.name] : expanded(step.value));
      return;
    case 'ENV': {
      const added = step.pairs.map(([name, value]) => [name, expanded(value)] as const);
      for (const [name, value] of added) config.environment[name] = value;
      return;
    }
    case 'LABEL':
      for (const [name, value] of step.pairs) config.labels[name] = expanded(value);
      return;
    case 'WORKDIR':
      config.workingDirectory = posix.resolve(config.workingDirectory, expanded(step.value));
      return add({ kind: 'folder', line, path: config.workingDirectory });
    case 'USER':
      config.user = expanded(step.value);
      return;
    case 'STOPSIGNAL':
      config.stopSignal = expanded(step.value);
      if (config.stopSignal !== 'SIGTERM')
        throw new UnsupportedInstruction(line, `STOPSIGNAL ${config.stopSignal} is not supported.`);
      return;
    case 'EXPOSE':
      config.ports.push(
        ...step.ports.map((port) => (expanded(port).includes('/') ? expanded(port) : `${expanded(port)}/tcp`)),
      );
      return;
    case 'ENTRYPOINT':
      config.entrypoint = step.argv;
      delete config.command;
      return;
    case 'CMD':
      config.command = step.argv;
      return;
    case 'COPY':
      return planCopy(step, expanded, { config, args, add, around });
    case 'RUN':
    case 'RUN_EXEC': {
      const command = step.kind === 'RUN' ? { shell: step.shell } : { argv: step.argv };
      const set = Object.fromEntries(
        Object.entries(args).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return add({
        kind: 'run',
        line,
        command,
        cwd: config.workingDirectory,
        environment: { ...set, ...config.environment },
        owner: ownerOf(config.user || 'root', line),
      });
    }
    case 'NOTHING':
      return;
  }
}

function planCopy(
  step: Step & { kind: 'COPY' },
  expanded: (text: string) => string,
  { config, add, around }: StepContext,
): void {
  const { line } = step;
  const sources = step.sources.map(expanded);
  const named = expanded(step.destination);
  const destination = posix.resolve(config.workingDirectory, named);
  const owner = step.chown === undefined ? undefined : ownerOf(expanded(step.chown), line);
  const intoFolder = named.endsWith('/') || /(?:^|\/)\.$/.test(named) || sources.length > 1;
  const common = {
    kind: 'copy' as const,
    line,
    sources,
    destination,
    intoFolder,
    ...(owner !== undefined && { owner }),
  };
  if (step.from === undefined) {
    const files = sources.flatMap((source) => around.context.select(source));
    return add({ ...common, files }, hashFiles(around.context.root, files));
  }
  const from = around.stage(expanded(step.from));
  if (!from) {
    throw new UnsupportedInstruction(
      line,
      `COPY --from=${step.from}: no stage before it has that name, and other images are not fetched.`,
    );
  }
  add({ ...common, from }, from.key);
}

/** `uid:gid` of a user by number or known name. */
function ownerOf(user: string, line: number): string {
  const [name = '', group] = user.split(':');
  const known = KNOWN_USERS[name] ?? (/^\d+$/.test(name) ? `${name}:${name}` : undefined);
  if (known === undefined || (group !== undefined && !/^\d+$/.test(group) && KNOWN_USERS[group] === undefined)) {
    throw new UnsupportedInstruction(line, `the user "${user}" is unknown without its base image: write its number.`);
  }
  const uid = known.split(':')[0];
  const gid =
    group === undefined
      ? /^\d+$/.test(name)
        ? uid
        : known.split(':')[1]
      : (KNOWN_USERS[group]?.split(':')[1] ?? group);
  return `${uid}:${gid}`;
}

const keyOf = (...parts: string[]) => createHash('sha256').update(parts.join('\0')).digest('hex');
