import { DockerFailure } from './docker-failure.ts';

export interface Options {
  /** The last one counts. */
  value(name: string): string | undefined;
  values(name: string): string[];
  has(name: string): boolean;
  /** Arguments that are no options. */
  operands: string[];
}

/** Most and least number of operands. */
interface Form {
  /** As `detach|d` (a switch) or `name=`, `env|e=` (with a value). */
  options: readonly string[];
  operands: readonly [least: number, most: number];
  /** What follows the first operand is not docker's: `run IMAGE [ARGUMENTS]`. */
  endsAtOperand?: boolean;
}

/**
 * A command's arguments as docker's own parser (pflag) reads them. An option that the stand-in does not know is a failure that
 * names it, with status 125 as docker's: nothing is ignored.
 */
export function readOptions(command: string, args: readonly string[], form: Form): Options {
  const known = form.options.map(knownOption);
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  const rest = [...args];
  const valueOf = (option: Known, shown: string) => {
    const value = rest.shift();
    if (value === undefined) throw refused(command, `flag needs an argument: ${shown}`, known);
    add(option.name, value);
  };
  const long = (arg: string) => {
    const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const option = known.find((candidate) => candidate.name === name);
    if (!option) throw refused(command, `unknown flag: --${name}`, known);
    if (value === undefined && option.takesValue) return valueOf(option, arg);
    if (!option.takesValue && value !== undefined && value !== 'true' && value !== 'false')
      throw refused(command, `invalid argument "${value}" for "--${name}" flag`, known);
    if (option.takesValue || value !== 'false') add(name, value ?? 'true');
  };
  const short = (arg: string) => {
    for (let letters = arg.slice(1); letters !== ''; letters = letters.slice(1)) {
      const letter = letters.slice(0, 1);
      const option = known.find((candidate) => candidate.short === letter);
      if (!option) throw refused(command, `unknown shorthand flag: '${letter}' in -${letters}`, known);
      if (!option.takesValue) add(option.name, 'true');
      else if (letters.length > 1) return add(option.name, letters.slice(1).replace(/^=/, ''));
      else return valueOf(option, `'${letter}' in -${letters}`);
    }
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') operands.push(...rest.splice(0));
    else if (arg.startsWith('--')) long(arg);
    else if (arg.startsWith('-') && arg !== '-') short(arg);
    else {
      operands.push(arg);
      if (form.endsAtOperand) operands.push(...rest.splice(0));
    }
  }
  const [least, most] = form.operands;
  if (operands.length < least || operands.length > most)
    throw new DockerFailure(`docker: 'docker ${command}' requires ${howMany(least, most)}`);
  return {
    value: (name) => values.get(name)?.at(-1),
    values: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
    operands,
  };
}

interface Known {
  name: string;
  short?: string;
  takesValue: boolean;
}

function knownOption(written: string): Known {
  const takesValue = written.endsWith('=');
  const [name = '', short] = written.replace('=', '').split('|');
  return { name, takesValue, ...(short !== undefined && { short }) };
}

function refused(command: string, what: string, known: readonly Known[]): DockerFailure {
  const names = known.map(({ name, short }) => (short === undefined ? `--${name}` : `--${name}, -${short}`));
  const options = names.length === 0 ? 'no options' : names.join(', ');
  return new DockerFailure(`${what}\n\nThe rehearsal's stand-in for 'docker ${command}' has ${options}.`, 125);
}

function howMany(least: number, most: number): string {
  const count = (number: number) => `${number} argument${number === 1 ? '' : 's'}`;
  if (least === most) return count(least);
  return `at least ${count(least)}`;
}
