import { isDeepStrictEqual } from 'node:util';
import type { Toolkit } from './aws-account.ts';
import type { BootstrapStack } from './bootstrap-stacks.ts';
import { isSame, type Place, urlOf } from './places.ts';

/** A call of the CDK CLI. */
export interface Step {
  readonly place: Place;
  readonly why: string;
  /** Behind `cdk`. */
  readonly words: readonly string[];
}

/** What was found in a place. */
export interface Look {
  readonly place: Place;
  readonly toolkit: Toolkit | undefined;
  /** Of bootstrap stacks, by name; undefined where a stack is missing. */
  readonly templates: Readonly<Record<string, unknown>>;
}

export interface Wishes {
  readonly toolsAccount: string;
  readonly stacks: readonly BootstrapStack[];
  /** Where they were synthesized. */
  readonly assembly: string;
  /** ARNs of what CloudFormation may do in the accounts. */
  readonly executionPolicies: readonly string[];
}

/**
 * Version of the bootstrap template from which on publishing writes into a bucket of the right account only (aws-cdk,
 * bootstrap-template.yaml: aws:ResourceAccount, since 21).
 */
const NEEDED_VERSION = 21;

/** What is left to do, in order; nothing where all is as it should be. */
export const decide = (looks: readonly Look[], wishes: Wishes): Step[] => [
  ...looks.flatMap((look) => prepare(look, wishes)),
  ...looks.flatMap((look) => deploy(look, wishes)),
];

function prepare({ place, toolkit }: Look, { toolsAccount, executionPolicies }: Wishes): Step[] {
  const isElsewhere = place.account !== toolsAccount;
  const why = reasons(place, toolkit, isElsewhere ? toolsAccount : undefined, executionPolicies);
  if (why.length === 0) return [];
  const boundary =
    place.permissionsBoundary === 'none' ? [] : ['--custom-permissions-boundary', place.permissionsBoundary];
  const others = toolkit?.trusted.filter((account) => account !== toolsAccount) ?? [];
  const trusted = [...(isElsewhere ? [toolsAccount] : []), ...others];
  return [
    {
      place,
      why: why.join('; '),
      words: [
        'bootstrap',
        urlOf(place),
        ...trusted.flatMap((account) => ['--trust', account]),
        ...executionPolicies.flatMap((policy) => ['--cloudformation-execution-policies', policy]),
        ...boundary,
        '--termination-protection',
      ],
    },
  ];
}

function reasons(
  { permissionsBoundary }: Place,
  toolkit: Toolkit | undefined,
  trusts: string | undefined,
  executionPolicies: readonly string[],
): string[] {
  if (!toolkit) return ['not bootstrapped for the CDK'];
  return [
    ...(toolkit.version < NEEDED_VERSION
      ? [`bootstrapped with version ${toolkit.version}, not ${NEEDED_VERSION}`]
      : []),
    ...(trusts !== undefined && !toolkit.trusted.includes(trusts) ? [`does not trust ${trusts}`] : []),
    ...(isDeepStrictEqual(toolkit.executionPolicies.toSorted(), executionPolicies.toSorted())
      ? []
      : [`CloudFormation has ${toolkit.executionPolicies.join(', ') || 'the default policy'}`]),
    ...(toolkit.permissionsBoundary === (permissionsBoundary === 'none' ? '' : permissionsBoundary)
      ? []
      : [`its roles are bound by ${toolkit.permissionsBoundary || 'no policy'}`]),
  ];
}

const deploy = ({ place, templates }: Look, { stacks, assembly }: Wishes): Step[] =>
  stacks
    .filter((stack) => isSame(stack, place))
    .filter(({ name, template }) => !isDeepStrictEqual(templates[name], template))
    .map(({ name }) => ({
      place,
      why: templates[name] === undefined ? 'is missing' : 'differs from what is synthesized',
      words: ['deploy', name, '--app', assembly, '--exclusively', '--require-approval', 'never'],
    }));
