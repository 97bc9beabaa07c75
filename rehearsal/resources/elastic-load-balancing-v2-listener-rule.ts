import { list, struct } from '../domain/stack/property-shape.ts';
import { missing, notRehearsed } from '../runtime/load-balancing/errors.ts';
import type { RuleCondition } from '../runtime/load-balancing/load-balancing-state.ts';
import type { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { actionOf, actionsShape, type TemplateAction } from './elastic-load-balancing-v2-action.ts';

interface TemplateCondition {
  Field: string;
  Values?: string[];
  PathPatternConfig?: { Values?: string[] };
  HostHeaderConfig?: { Values?: string[] };
  HttpRequestMethodConfig?: { Values?: string[] };
  HttpHeaderConfig?: { HttpHeaderName?: string; Values?: string[] };
}

interface ListenerRuleProperties {
  ListenerArn: string;
  Priority: number | string;
  Conditions: TemplateCondition[];
  Actions: TemplateAction[];
}

const VALUES = struct({ Values: 'value' });

/** `AWS::ElasticLoadBalancingV2::ListenerRule`. */
export function elasticLoadBalancingV2ListenerRuleProvider({
  loadBalancing,
}: {
  loadBalancing: LoadBalancing;
}): ResourceProvider<ListenerRuleProperties> {
  const { rules } = loadBalancing;
  return {
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    properties: {
      ListenerArn: 'value',
      Priority: 'value',
      Actions: actionsShape,
      Conditions: list(
        struct({
          Field: 'value',
          Values: 'value',
          PathPatternConfig: VALUES,
          HostHeaderConfig: VALUES,
          HttpRequestMethodConfig: VALUES,
          HttpHeaderConfig: struct({ HttpHeaderName: 'value', Values: 'value' }),
        }),
      ),
    },
    replaceOn: ['ListenerArn'],
    async create(properties, { scope }) {
      const { arn } = await rules.create(scope, {
        listenerArn: properties.ListenerArn,
        priority: Number(properties.Priority),
        conditions: properties.Conditions.map(conditionOf),
        action: actionOf(properties.Actions),
        tags: [],
      });
      return { physicalId: arn, attributes: { RuleArn: arn, IsDefault: false } };
    },
    async update(state, properties, _previous, { scope }) {
      await rules.setPriority(scope, state.physicalId, Number(properties.Priority));
      await rules.modify(scope, state.physicalId, {
        conditions: properties.Conditions.map(conditionOf),
        action: actionOf(properties.Actions),
      });
      return state;
    },
    async delete({ physicalId }, _properties, { scope }) {
      if (rules.exists(scope, physicalId)) await rules.delete(scope, physicalId);
    },
  };
}

function conditionOf(condition: TemplateCondition): RuleCondition {
  const { Field, Values } = condition;
  switch (Field) {
    case 'path-pattern':
      return { field: Field, values: condition.PathPatternConfig?.Values ?? Values ?? [] };
    case 'host-header':
      return { field: Field, values: condition.HostHeaderConfig?.Values ?? Values ?? [] };
    case 'http-request-method':
      return { field: Field, values: condition.HttpRequestMethodConfig?.Values ?? [] };
    case 'http-header': {
      const { HttpHeaderName, Values: values = [] } = condition.HttpHeaderConfig ?? {};
      if (HttpHeaderName === undefined) throw missing('HttpHeaderConfig.HttpHeaderName');
      return { field: Field, name: HttpHeaderName, values };
    }
    default:
      throw notRehearsed(`the rule condition ${Field}`);
  }
}
