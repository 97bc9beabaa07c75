import {
  Arg,
  Cmd,
  Copy,
  DockerfileParser,
  Entrypoint,
  Env,
  From,
  type Instruction,
  type JSONInstruction,
  User,
} from 'dockerfile-ast';
import { validate, ValidationCode } from 'dockerfile-utils/lib/main.js';
import { type BaseImage, baseImages } from '../infra/config/base-images.ts';

export interface Problem {
  /** From 1. */
  line: number;
  /** hadolint's id where it has the same rule (DL…), BuildKit's or our own name otherwise. */
  rule: string;
  message: string;
}

/**
 * What is wrong with a Dockerfile, in the order of its lines: what the validator of the Docker language server finds, and what a
 * reviewer would. That bases have a digest is the synthesis' to ask, where it matters: for real accounts. A comment
 * `# hadolint ignore=DL3020,…` above an instruction silences these rules for it.
 */
export function problemsOf(text: string): Problem[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const found = [...validated(text), ...ofBases(text), ...instructions.flatMap(ofInstruction), ...ofUser(instructions)];
  const ignored = ignoredRules(text.split('\n'));
  return found
    .filter(({ line, rule }) => !ignored.get(line)?.has(rule))
    .toSorted((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
}

/** Codes of the validator that hadolint has a rule for. */
const HADOLINT: Partial<Record<number, string>> = {
  [ValidationCode.WORKDIR_IS_NOT_ABSOLUTE]: 'DL3000',
  [ValidationCode.DUPLICATE_BUILD_STAGE_NAME]: 'DL3024',
  [ValidationCode.DEPRECATED_MAINTAINER]: 'DL4000',
};

const validated = (text: string): Problem[] =>
  validate(text).map(({ range, code, message }) => ({
    line: range.start.line + 1,
    rule: HADOLINT[Number(code)] ?? `validator-${ValidationCode[Number(code)]?.toLowerCase().replaceAll('_', '-')}`,
    message: `${typeof message === 'string' ? message : message.value}.`,
  }));

function ofBases(text: string): Problem[] {
  let bases: BaseImage[];
  try {
    bases = baseImages(text);
  } catch (error) {
    const { message } = error as Error;
    return [{ line: Number(/line (\d+)/.exec(message)?.[1] ?? 1), rule: 'base-unknown', message }];
  }
  return bases.flatMap(({ line, written, tag, digest }) => {
    if (tag === 'latest')
      return { line, rule: 'DL3007', message: `${written}: name a version, as "latest" is another one tomorrow.` };
    if (tag === undefined && digest === undefined)
      return { line, rule: 'DL3006', message: `${written}: name a tag; without one it is "latest".` };
    return [];
  });
}

function ofInstruction(instruction: Instruction, index: number, all: Instruction[]): Problem[] {
  const at = (rule: string, message: string): Problem => ({ line: lineOf(instruction), rule, message });
  const keyword = instruction.getKeyword();
  if (keyword === 'ADD')
    return [at('DL3020', 'Use COPY: ADD fetches addresses and unpacks archives, and nobody sees what came.')];
  if (keyword === 'RUN' && /(^|[\s;&|])sudo\s/.test(instruction.getArgumentsContent() ?? ''))
    return [at('DL3004', 'No sudo: switch with USER.')];
  if (instruction instanceof Cmd || instruction instanceof Entrypoint)
    return isExecForm(instruction)
      ? []
      : [
          at(
            'DL3025',
            `Write ${keyword} as a JSON array: a shell in between does not pass signals on, and may not be there.`,
          ),
        ];
  if (instruction instanceof Arg || instruction instanceof Env)
    return namesOf(instruction)
      .filter((name) => SECRET.test(name))
      .map((name) =>
        at('SecretsUsedInArgOrEnv', `${name}: a value given here stays in the image. Use RUN --mount=type=secret.`),
      );
  if (instruction instanceof Copy) {
    const from = instruction.getFromFlag()?.getValue();
    if (from !== undefined && from !== null && !isStage(from, all.slice(0, index)))
      return [
        at('DL3022', `COPY --from=${from} names no stage above: give the image a FROM, where its version is seen.`),
      ];
  }
  return [];
}

/** As BuildKit's check of the same name does. Source: Docker documentation, "Build checks", SecretsUsedInArgOrEnv. */
const SECRET =
  /(^|_)(pass(word|wd|phrase)?|secrets?|tokens?|credentials?|api_?key|access_?key|private_?key|auth)(_|$)/i;

const namesOf = (instruction: Arg | Env): string[] =>
  instruction instanceof Arg
    ? [instruction.getProperty()?.getName() ?? '']
    : instruction.getProperties().map((property) => property.getName());

const isExecForm = (instruction: JSONInstruction): boolean =>
  instruction.getOpeningBracket() !== null && instruction.getClosingBracket() !== null;

const isStage = (name: string, before: Instruction[]): boolean => {
  const stages = before.filter((each) => each instanceof From).map((from) => from.getBuildStage()?.toLowerCase());
  return /^\d+$/.test(name) ? Number(name) < stages.length - 1 : stages.includes(name.toLowerCase());
};

/** Of the last stage, which is what runs. An orchestrator tells that a user is not root by its number only. */
function ofUser(instructions: Instruction[]): Problem[] {
  const from = instructions.findLast((each) => each instanceof From);
  if (!from) return [];
  const user = instructions
    .slice(instructions.indexOf(from))
    .findLast((each): each is Instruction => each instanceof User);
  if (!user)
    return [
      { line: lineOf(from), rule: 'DL3002', message: 'The last stage names no USER: the base decides, often root.' },
    ];
  const [name = ''] = (user.getArgumentsContent() ?? '').split(':');
  const at = (rule: string, message: string): Problem[] => [{ line: lineOf(user), rule, message }];
  if (name === 'root' || Number(name) === 0) return at('DL3002', 'The last USER is root.');
  return /^\d+$/.test(name)
    ? []
    : at('user-numeric', `USER ${name}: write its number, by which it is seen not to be root.`);
}

/** Rules that a comment silences, by the line of the instruction below it. */
function ignoredRules(lines: string[]): Map<number, Set<string>> {
  return new Map(
    lines.flatMap((text, index) => {
      const [, rules] = /^\s*#\s*hadolint\s+ignore=([\w,-]+)/.exec(text) ?? [];
      if (rules === undefined) return [];
      const below = lines.findIndex((line, at) => at > index && !/^\s*(#|$)/.test(line));
      return [[below + 1, new Set(rules.split(','))] as const];
    }),
  );
}

const lineOf = (instruction: Instruction): number => instruction.getRange().start.line + 1;
