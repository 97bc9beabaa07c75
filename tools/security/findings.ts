/** Of `validation-report.json`, what a synthesis writes about rules. */
export interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly suppressedViolations?: readonly Accepted[];
    readonly violations?: readonly unknown[];
  }[];
}

interface Accepted {
  /** With its pack, and with the finding in brackets where the rule lists findings. */
  readonly acknowledgedId: string;
  readonly reason: string;
  /** Path of the construct that carries the acknowledgement; empty for the application. */
  readonly acknowledgedAt?: string;
  readonly violatingConstructs?: readonly unknown[];
}

/** Findings of one rule that were accepted for one reason. */
export interface AcceptedFindings {
  readonly rule: string;
  readonly reason: string;
  readonly count: number;
  /** Constructs that carry the reason, the environments as one. */
  readonly places: readonly string[];
}

/** By pack, in the report's order; within it by rule. */
export function acceptedFindings(
  { pluginReports }: ValidationReport,
  { app, environments }: { app: string; environments: readonly string[] },
): Map<string, AcceptedFindings[]> {
  const place = (path = '') => {
    const [first = '', ...rest] = path.replace(`${app}-pipeline/`, '').split('/');
    return path === '' ? 'everywhere' : [environments.includes(first) ? 'each environment' : first, ...rest].join('/');
  };
  return new Map(
    pluginReports.map(({ pluginName, suppressedViolations = [] }) => {
      const groups = Map.groupBy(
        suppressedViolations,
        ({ acknowledgedId, reason }) => `${ruleOf(acknowledgedId)}\n${reason}`,
      );
      const findings = [...groups].map(([key, group]): AcceptedFindings => {
        const [rule = '', reason = ''] = key.split('\n');
        return {
          rule,
          reason,
          count: group.reduce((total, { violatingConstructs }) => total + (violatingConstructs?.length ?? 1), 0),
          places: [...new Set(group.map(({ acknowledgedAt }) => place(acknowledgedAt)))].toSorted(),
        };
      });
      return [
        pluginName,
        findings.toSorted((a, b) => a.rule.localeCompare(b.rule) || a.reason.localeCompare(b.reason)),
      ];
    }),
  );
}

/** `AwsSolutions::AwsSolutions-IAM5[Resource::*]` is a finding of IAM5. */
const ruleOf = (id: string) =>
  id
    .replace(/^[^:]+::/, '')
    .replace(/\[.*$/s, '')
    .replace(/^(AwsSolutions|NIST\.800\.53\.R5)-/, '');
