import { assertNever } from '../kernel/assert-never.ts';
import type { RouterAction, RouterCondition, RouterRule } from '../runtime/ports/traffic-router.ts';
import { patternMatcher } from './pattern.ts';

/** The parts of a request that rules look at. */
export interface RuleSubject {
  method: string;
  /** Without the query. */
  path: string;
  /** Without the port. */
  host: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface CompiledRule {
  id: string;
  action: RouterAction;
  matches: (subject: RuleSubject) => boolean;
}

export function compileRule(rule: RouterRule): CompiledRule {
  const conditions = rule.conditions.map(compileCondition);
  return { id: rule.id, action: rule.action, matches: (subject) => conditions.every((holds) => holds(subject)) };
}

/** The first rule that matches; a listener's last rule always does. */
export function chooseRule(rules: CompiledRule[], subject: () => RuleSubject): CompiledRule | undefined {
  if (rules.length === 1) return rules[0];
  const seen = subject();
  return rules.find((rule) => rule.matches(seen));
}

/**
 * Paths and methods are compared with case, hosts and header values without.
 * Source: ELBv2 API, RuleCondition and its *ConditionConfig types.
 */
function compileCondition(condition: RouterCondition): (subject: RuleSubject) => boolean {
  switch (condition.field) {
    case 'path': {
      const patterns = condition.patterns.map((pattern) => patternMatcher(pattern, { ignoreCase: false }));
      return ({ path }) => patterns.some((matches) => matches(path));
    }
    case 'host': {
      const patterns = condition.patterns.map((pattern) => patternMatcher(pattern, { ignoreCase: true }));
      return ({ host }) => patterns.some((matches) => matches(host));
    }
    case 'method':
      return ({ method }) => condition.values.includes(method);
    case 'header': {
      const name = condition.name.toLowerCase();
      const patterns = condition.patterns.map((pattern) => patternMatcher(pattern, { ignoreCase: true }));
      return ({ headers }) => [headers[name] ?? []].flat().some((value) => patterns.some((matches) => matches(value)));
    }
    default:
      return assertNever(condition, 'rule condition');
  }
}
