import {
  Validations,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagRuleCompliance, type IApplyRule } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/**
 * Fails the synth on an acknowledgement without a reason, and on one that no finding needs any more.
 * Neither the CDK nor cdk-nag looks at either.
 */
export class AcknowledgementAudit implements IPolicyValidationPlugin {
  readonly name = 'AcknowledgementAudit';

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const findings = new Findings().of(appConstruct);
    const violations = acknowledgementsUnder(appConstruct).flatMap((acknowledgement) =>
      problemsOf(acknowledgement, findings),
    );
    return { success: violations.length === 0, violations };
  }
}

interface Recorded {
  readonly id: string;
  readonly reason: string;
  /** Path of the construct that carries the acknowledgement. */
  readonly path: string;
}

/** Construct paths by finding. */
type FindingPaths = ReadonlyMap<string, readonly string[]>;

/** The rules without any acknowledgement. */
class Findings extends AwsSolutionsChecks {
  private readonly paths = new Map<string, string[]>();

  of(scope: IConstruct): FindingPaths {
    this.validateScope(scope);
    return this.paths;
  }

  protected override applyRule(params: IApplyRule): void {
    const id = `${this.readPackName}-${params.ruleSuffixOverride ?? params.rule.name}`;
    for (const finding of findingsOf(params)) {
      const key = finding === '' ? id : `${id}[${finding}]`;
      this.paths.set(key, [...(this.paths.get(key) ?? []), params.node.node.path]);
    }
  }
}

/** '' stands for the rule as a whole; a rule that throws counts as one, as in cdk-nag. */
function findingsOf(params: IApplyRule): readonly string[] {
  try {
    const result = params.rule(params.node);
    if (Array.isArray(result)) return result;
    return result === NagRuleCompliance.NON_COMPLIANT ? [''] : [];
  } catch {
    return [''];
  }
}

function acknowledgementsUnder(scope: IConstruct): Recorded[] {
  return scope.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ id, reason, path: construct.node.path })),
  );
}

function problemsOf({ id, reason, path }: Recorded, findings: FindingPaths): PolicyViolation[] {
  const violation = (ruleName: string, description: string): PolicyViolation => ({
    ruleName,
    description: `${description}: ${id}`,
    severity: 'error',
    violatingResources: [{ constructPath: path, locations: [] }],
  });
  const problems: PolicyViolation[] = [];
  if (reason.trim() === '') problems.push(violation('empty-reason', 'Write why this finding is right here'));
  if (id.startsWith(UNREPORTED))
    problems.push(violation('no-pack', `Write the id with its pack, ${PACK}…: without it nothing reports the finding`));
  else if (id.startsWith(PACK) && !raised(findings.get(id.slice(PACK.length)) ?? [], path))
    problems.push(violation('unused', 'Remove this acknowledgement: nothing under its construct raises the finding'));
  return problems;
}

const PACK = 'AwsSolutions::';
/** What the CDK makes of an AwsSolutions id that was written without its pack. */
const UNREPORTED = 'Annotation::AwsSolutions-';

const raised = (findingPaths: readonly string[], path: string) =>
  findingPaths.some((found) => found === path || found.startsWith(`${path}/`));
