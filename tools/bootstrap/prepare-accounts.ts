import type { Configuration } from '../../infra/config/schema.ts';
import type { Account } from './aws-account.ts';
import type { BootstrapStack } from './bootstrap-stacks.ts';
import { byHand, check } from './check.ts';
import { decide, type Look, type Step, type Wishes } from './decide.ts';
import { placeholders } from './placeholders.ts';
import { isSame, type Place, placesOf, urlOf } from './places.ts';

export interface PrepareOptions {
  readonly configuration: Configuration;
  readonly dockerfile: string;
  /** Names of environments, and `tools`; all where it is empty. */
  readonly only: readonly string[];
  readonly isDryRun: boolean;
  readonly executionPolicies: readonly string[];
  readonly assembly: string;
}

/** What is outside: AWS, the CDK CLI, and who reads. */
export interface Outside {
  account(place: Place): Account;
  /** Asked only when there are no placeholders. */
  stacks(): readonly BootstrapStack[];
  cdk(step: Step): Promise<number>;
  print(line: string): void;
}

export interface Prepared {
  /** `prepared`: now; `asItWas`: nothing was left to do; `planned`: a dry run; `refused`: nothing was begun; `failed`: in between. */
  readonly outcome: 'prepared' | 'asItWas' | 'planned' | 'refused' | 'failed';
  /** Calls of the CDK CLI, done or planned. */
  readonly commands: readonly string[];
  /** What accounts do not allow yet, or why nothing was begun. */
  readonly problems: readonly string[];
  readonly byHand: readonly string[];
}

/** Looks at every account, tells what is missing, and does what can be done: again and again, the same. */
export async function prepareAccounts(options: PrepareOptions, outside: Outside): Promise<Prepared> {
  const { configuration, only, isDryRun } = options;
  const ended = (outcome: Prepared['outcome'], problems: readonly string[], commands: readonly string[] = []) => ({
    outcome,
    commands,
    problems,
    byHand: outcome === 'refused' ? [] : byHand(configuration),
  });

  const unreal = placeholders(configuration, options.dockerfile);
  if (unreal.length > 0) return ended('refused', unreal);
  const places = placesOf(configuration, only);
  const strangers = (await Promise.all(places.map((place) => mismatch(place, outside.account(place))))).flat();
  if (strangers.length > 0) return ended('refused', strangers);

  const stacks = outside.stacks();
  const wishes: Wishes = { ...options, toolsAccount: configuration.tools.account, stacks };
  const problems: string[] = [];
  const looks: Look[] = [];
  for (const place of places) {
    const account = outside.account(place);
    looks.push(await look(place, account, stacks));
    problems.push(...(await check(place, account)).map((problem) => `${urlOf(place)}: ${problem}`));
  }
  const steps = decide(looks, wishes);
  for (const { place } of looks)
    if (steps.every((step) => step.place !== place)) outside.print(`${urlOf(place)}: nothing to do`);

  const commands: string[] = [];
  for (const step of steps) {
    const command = `cdk ${step.words.join(' ')}`;
    outside.print(
      `${urlOf(step.place)}: ${step.words[0] === 'deploy' ? `${step.words[1]} ` : ''}${step.why}\n  ${command}`,
    );
    commands.push(command);
    if (isDryRun) continue;
    const code = await outside.cdk(step);
    if (code !== 0) return ended('failed', [`${command} ended with ${code}`, ...problems], commands);
  }
  return ended(steps.length === 0 ? 'asItWas' : isDryRun ? 'planned' : 'prepared', problems, commands);
}

/** Credentials of another account would bootstrap the wrong one. */
async function mismatch(place: Place, account: Account): Promise<string[]> {
  try {
    const me = await account.whoAmI();
    return me.account === place.account
      ? []
      : [
          `${urlOf(place)}: the credentials are of ${me.account} (${me.arn}): give --profile ${place.account}=NAME, or name what they are for by --environment`,
        ];
  } catch (error) {
    return [`${urlOf(place)}: ${(error as Error).name}: ${(error as Error).message}`];
  }
}

async function look(place: Place, account: Account, stacks: readonly BootstrapStack[]): Promise<Look> {
  const here = stacks.filter((stack) => isSame(stack, place));
  const templates = await Promise.all(here.map(async ({ name }) => [name, await account.template(name)] as const));
  return { place, toolkit: await account.toolkit(), templates: Object.fromEntries(templates) };
}
