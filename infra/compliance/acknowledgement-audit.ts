import {
  Validations,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PACKS, type Findings } from './rule-packs.ts';

/**
 * Fails the synth on an acknowledgement without a reason, and on one that no finding needs any more.
 * Neither the CDK nor cdk-nag looks at either.
 */
export class AcknowledgementAudit implements IPolicyValidationPlugin {
  readonly name = 'AcknowledgementAudit';
  readonly #findings: Findings;

  /** Findings of the packs, which have looked before this is asked. */
  constructor(findings: Findings) {
    this.#findings = findings;
  }

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = acknowledgementsUnder(appConstruct).flatMap((acknowledgement) =>
      problemsOf(acknowledgement, this.#findings),
    );
    return { success: violations.length === 0, violations };
  }
}

interface Recorded {
  readonly id: string;
  readonly reason: string;
  /** Path of the construct that carries the acknowledgement; empty for the application itself. */
  readonly path: string;
}

function acknowledgementsUnder(scope: IConstruct): Recorded[] {
  return scope.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ id, reason, path: construct.node.path })),
  );
}

function problemsOf({ id, reason, path }: Recorded, findings: Findings): PolicyViolation[] {
  const violation = (ruleName: string, description: string): PolicyViolation => ({
    ruleName,
    description: `${description}: ${id}`,
    severity: 'error',
    violatingResources: [{ constructPath: path, locations: [] }],
  });
  const problems: PolicyViolation[] = [];
  if (reason.trim() === '') problems.push(violation('empty-reason', 'Write why this finding is right here'));
  // What the CDK makes of an id that was written without its pack.
  if (PACKS.some((pack) => id.startsWith(`Annotation::${pack}-`)))
    problems.push(
      violation('no-pack', 'Write the id with its pack, <pack>::…: without it nothing reports the finding'),
    );
  else if (PACKS.some((pack) => id.startsWith(`${pack}::`)) && !findings.raised(id, path))
    problems.push(violation('unused', 'Remove this acknowledgement: nothing under its construct raises the finding'));
  return problems;
}
