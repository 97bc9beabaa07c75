import { DockerfileParser, From, type Instruction } from 'dockerfile-ast';

/** A Dockerfile that the stand-in builder can honour completely. */
export interface Dockerfile {
  /** ARGs before the first FROM: only FROM lines see them. */
  globalArguments: ArgStep[];
  stages: Stage[];
}

export interface Stage {
  name?: string;
  /** As written, variables unexpanded. */
  base: string;
  line: number;
  steps: Step[];
}

interface ArgStep {
  kind: 'ARG';
  line: number;
  name: string;
  value?: string;
}

export type Step =
  | ArgStep
  | { kind: 'ENV' | 'LABEL'; line: number; pairs: [string, string][] }
  | { kind: 'WORKDIR' | 'USER' | 'STOPSIGNAL'; line: number; value: string }
  | { kind: 'COPY'; line: number; from?: string; chown?: string; sources: string[]; destination: string }
  | { kind: 'RUN'; line: number; shell: string }
  | { kind: 'RUN_EXEC'; line: number; argv: string[] }
  | { kind: 'EXPOSE'; line: number; ports: string[] }
  | { kind: 'ENTRYPOINT' | 'CMD'; line: number; argv: string[] }
  | { kind: 'NOTHING'; line: number };

/** What the file asks for and this builder cannot do, by name and line: never skipped in silence. */
export class UnsupportedInstruction extends Error {
  override readonly name = 'UnsupportedInstruction';
  constructor(line: number, what: string) {
    super(`Dockerfile line ${line}: ${what}`);
  }
}

export function parseDockerfile(text: string): Dockerfile {
  const globalArguments: ArgStep[] = [];
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const line = instruction.getRange().start.line + 1;
    const stage = stages.at(-1);
    if (instruction instanceof From) {
      stages.push(fromStage(instruction, line));
    } else if (stage) {
      stage.steps.push(step(instruction, line));
    } else if (instruction.getKeyword() === 'ARG') {
      globalArguments.push(step(instruction, line) as ArgStep);
    } else {
      throw new UnsupportedInstruction(line, `${instruction.getKeyword()} stands before the first FROM.`);
    }
  }
  if (stages.length === 0) throw new UnsupportedInstruction(1, 'there is no FROM.');
  return { globalArguments, stages };
}

function fromStage(from: From, line: number): Stage {
  refuseFlags(from, line, []);
  const [base, as, name, ...rest] = argumentsOf(from);
  if (!base || rest.length > 0 || (as !== undefined && as.toUpperCase() !== 'AS')) {
    throw new UnsupportedInstruction(line, 'FROM takes an image and, optionally, AS and a name.');
  }
  return { base, line, steps: [], ...(name !== undefined && { name: name.toLowerCase() }) };
}

function step(instruction: Instruction, line: number): Step {
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case 'ARG': {
      const [name, value] = pairsOf(instruction, line)[0] ?? [''];
      return { kind: 'ARG', line, name, ...(value !== undefined && { value }) };
    }
    case 'ENV':
    case 'LABEL':
      return { kind: keyword, line, pairs: pairsOf(instruction, line).map(([key, value = '']) => [key, value]) };
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return { kind: keyword, line, value: contentOf(instruction) };
    case 'EXPOSE':
      return { kind: 'EXPOSE', line, ports: argumentsOf(instruction) };
    case 'COPY':
      return copy(instruction, line);
    case 'RUN': {
      refuseFlags(instruction, line, []);
      const argv = execForm(instruction);
      if (argv) return { kind: 'RUN_EXEC', line, argv };
      return { kind: 'RUN', line, shell: contentOf(instruction) };
    }
    case 'ENTRYPOINT':
    case 'CMD': {
      const argv = execForm(instruction);
      if (!argv)
        throw new UnsupportedInstruction(
          line,
          `${keyword} needs the exec form (a JSON array): the image has no shell.`,
        );
      return { kind: keyword, line, argv };
    }
    case 'HEALTHCHECK':
      if (contentOf(instruction).toUpperCase() === 'NONE') return { kind: 'NOTHING', line };
      throw new UnsupportedInstruction(line, 'HEALTHCHECK other than NONE; ECS ignores it.');
    default:
      throw new UnsupportedInstruction(line, `${keyword} is not an instruction that the stand-in builder can honour.`);
  }
}

function copy(instruction: Instruction, line: number): Step {
  const flags = refuseFlags(instruction, line, ['from', 'chown']);
  const json = execForm(instruction);
  const paths = json ?? argumentsOf(instruction);
  const destination = paths.at(-1);
  if (paths.length < 2 || destination === undefined)
    throw new UnsupportedInstruction(line, 'COPY needs a source and a destination.');
  if (paths.some((path) => path.startsWith('<<'))) throw new UnsupportedInstruction(line, 'COPY with a here-document.');
  return { kind: 'COPY', line, sources: paths.slice(0, -1), destination, ...flags };
}

interface Flagged {
  getFlags?(): { getName(): string; getValue(): string | null }[];
}

/** The allowed flags by name; any other is refused. */
function refuseFlags(instruction: Instruction, line: number, allowed: string[]): Record<string, string> {
  const flags = (instruction as Flagged).getFlags?.() ?? [];
  const refused = flags.find((flag) => !allowed.includes(flag.getName()));
  if (refused)
    throw new UnsupportedInstruction(line, `${instruction.getKeyword()} --${refused.getName()} is not supported.`);
  return Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? '']));
}

const argumentsOf = (instruction: Instruction) => instruction.getArguments().map((argument) => argument.getValue());

/** The instruction's text without keyword and flags; line continuations become spaces. */
function contentOf(instruction: Instruction): string {
  const text = instruction.getArgumentsContent() ?? '';
  if (/^<<-?\s*["']?\w/.test(text)) {
    throw new UnsupportedInstruction(instruction.getRange().start.line + 1, 'a here-document is not supported.');
  }
  return text.replace(/\\[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*/g, ' ').trim();
}

function execForm(instruction: Instruction): string[] | undefined {
  const text = contentOf(instruction);
  if (!text.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : undefined;
  } catch {
    // Docker, too, takes what is no JSON for the shell form.
    return undefined;
  }
}

/** `A=b C="d e"` as pairs, values unquoted; the old form `ENV A b` is refused. */
function pairsOf(instruction: Instruction, line: number): [string, string?][] {
  const words = contentOf(instruction).match(/(?:[^\s"']|"(?:\\.|[^"])*"|'[^']*')+/g) ?? [];
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 0 && instruction.getKeyword() !== 'ARG') {
      throw new UnsupportedInstruction(line, `${instruction.getKeyword()} without "=".`);
    }
    return equals < 0 ? [word] : [unquote(word.slice(0, equals)), unquote(word.slice(equals + 1))];
  });
}

const unquote = (text: string) =>
  text.replace(
    /"((?:\\.|[^"])*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double?.replace(/\\(["\\])/g, '$1') ?? single ?? '',
  );
