import { AwsSolutionsChecks, NagRuleCompliance, NIST80053R5Checks, type IApplyRule, type NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** What the rules found, acknowledged or not: construct paths by id, which is written as an acknowledgement writes it. */
export class Findings {
  readonly #paths = new Map<string, string[]>();

  /** True where one was raised at the construct of this path or under it; the application's own path is empty. */
  raised(id: string, path: string): boolean {
    const under = path === '' ? '' : `${path}/`;
    return (this.#paths.get(id) ?? []).some((found) => found === path || found.startsWith(under));
  }

  /** The same rule, which from now on tells here what it finds. */
  observe(pack: NagPack, params: IApplyRule): IApplyRule {
    const name = params.ruleSuffixOverride ?? params.rule.name;
    const record = (finding?: string) => this.#add(pack, finding === undefined ? name : `${name}[${finding}]`, params);
    const rule: IApplyRule['rule'] = (node) => {
      try {
        const result = params.rule(node);
        if (Array.isArray(result)) result.forEach(record);
        else if (result === NagRuleCompliance.NON_COMPLIANT) record();
        return result;
      } catch (error) {
        // To cdk-nag, too, a rule that throws has found something.
        record();
        throw error;
      }
    };
    return { ...params, ruleSuffixOverride: name, rule };
  }

  #add({ readPackName: pack }: NagPack, rule: string, { node }: IApplyRule): void {
    const id = `${pack}::${pack}-${rule}`;
    this.#paths.set(id, [...(this.#paths.get(id) ?? []), node.node.path]);
  }
}

/** As acknowledgements name them. */
export const PACKS = ['AwsSolutions', 'NIST.800.53.R5'] as const;

/** AwsSolutions and NIST 800-53 revision 5, whose findings the audit of acknowledgements needs, too. */
export function rulePacks(scope: IConstruct, findings: Findings): NagPack[] {
  class AwsSolutions extends AwsSolutionsChecks {
    protected override applyRule(params: IApplyRule): void {
      super.applyRule(findings.observe(this, params));
    }
  }
  class Nist extends NIST80053R5Checks {
    protected override applyRule(params: IApplyRule): void {
      super.applyRule(findings.observe(this, params));
    }
  }
  return [new AwsSolutions(scope), new Nist(scope)];
}
