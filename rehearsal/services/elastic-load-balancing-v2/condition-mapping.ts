import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { assertNever } from '../../kernel/assert-never.ts';
import { missing, notRehearsed, validationError } from '../../runtime/load-balancing/errors.ts';
import type { RuleCondition } from '../../runtime/load-balancing/load-balancing-state.ts';

/** Source: ELBv2 API, RuleCondition. Three fields may be written in `Values` or in their own structure. */
export function fromConditions(conditions: elbv2.RuleCondition[]): RuleCondition[] {
  return conditions.map((condition) => {
    if (condition.RegexValues?.length) throw notRehearsed('regular expressions in rule conditions');
    switch (condition.Field) {
      case 'path-pattern':
        return { field: 'path-pattern', values: condition.PathPatternConfig?.Values ?? condition.Values ?? [] };
      case 'host-header':
        return { field: 'host-header', values: condition.HostHeaderConfig?.Values ?? condition.Values ?? [] };
      case 'http-request-method':
        return {
          field: 'http-request-method',
          values: condition.HttpRequestMethodConfig?.Values ?? condition.Values ?? [],
        };
      case 'http-header': {
        const config = condition.HttpHeaderConfig;
        if (!config?.HttpHeaderName) throw missing('HttpHeaderConfig.HttpHeaderName');
        return { field: 'http-header', name: config.HttpHeaderName, values: config.Values ?? [] };
      }
      case 'query-string':
      case 'source-ip':
        throw notRehearsed(`the rule condition ${condition.Field}`);
      case undefined:
      default:
        throw validationError(
          `Condition field '${condition.Field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'`,
        );
    }
  });
}

export function toCondition(condition: RuleCondition): elbv2.RuleCondition {
  const { values: Values } = condition;
  switch (condition.field) {
    case 'path-pattern':
      return { Field: condition.field, Values, PathPatternConfig: { Values } };
    case 'host-header':
      return { Field: condition.field, Values, HostHeaderConfig: { Values } };
    case 'http-request-method':
      return { Field: condition.field, HttpRequestMethodConfig: { Values } };
    case 'http-header':
      return { Field: condition.field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values } };
    default:
      return assertNever(condition, 'rule condition');
  }
}
