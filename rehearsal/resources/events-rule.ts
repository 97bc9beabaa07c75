import { list, map, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Events } from '../runtime/events/events.ts';
import type { RuleInput, TargetInput } from '../runtime/events/rule-input.ts';
import type { Rule } from '../runtime/events/rule.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

interface Properties extends Omit<RuleInput, 'EventPattern'> {
  /** A document, where the API takes JSON. */
  EventPattern?: object | string;
  EventBusName?: string;
  Targets?: TargetInput[];
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  Name: 'value',
  Description: 'value',
  EventBusName: 'value',
  EventPattern: 'opaque',
  ScheduleExpression: 'value',
  State: 'value',
  RoleArn: 'value',
  Targets: list(
    struct({
      Arn: 'value',
      Id: 'value',
      Input: 'value',
      InputPath: 'value',
      InputTransformer: struct({ InputPathsMap: map('value'), InputTemplate: 'value' }),
    }),
  ),
  Tags: tags,
};

/** AWS::Events::Rule of the default bus. `Ref` is its name. */
export function eventsRuleProvider({ events, ids }: { events: Events; ids: Ids }): ResourceProvider<Properties> {
  const put = (name: string, wanted: Properties, { scope, stackTags }: ResourceContext): Rule => {
    const { EventBusName = 'default', EventPattern, Targets = [], Tags = [], ...input } = wanted;
    if (EventBusName !== 'default') throw new Error(`Event bus ${EventBusName} does not exist.`);
    const tagged = { ...stackTags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
    const pattern = typeof EventPattern === 'object' ? JSON.stringify(EventPattern) : EventPattern;
    const rule = events.put(scope, { ...input, Name: name, EventPattern: pattern }, tagged);
    rule.tags = tagged;
    events.putTargets(scope, name, Targets);
    return rule;
  };
  return {
    type: 'AWS::Events::Rule',
    properties,
    replaceOn: ['Name', 'EventBusName'],
    async create(wanted, context) {
      const name = wanted.Name ?? generatedName(ids, context);
      if (events.list(context.scope).some((rule) => rule.name === name)) throw new Error(`${name} already exists`);
      try {
        return stateOf(put(name, wanted, context));
      } catch (error) {
        // A rule whose targets were refused is none.
        events.delete(context.scope, name);
        throw error;
      }
    },
    async update(state, wanted, previous, context) {
      const kept = new Set(wanted.Targets?.map(({ Id }) => Id));
      const gone = (previous.Targets ?? []).flatMap(({ Id }) => (Id === undefined || kept.has(Id) ? [] : [Id]));
      events.removeTargets(context.scope, state.physicalId, gone);
      return stateOf(put(state.physicalId, wanted, context));
    },
    async delete(state, _wanted, { scope }) {
      unlessGone(() => {
        events.removeTargets(scope, state.physicalId, [...events.get(scope, state.physicalId).targets.keys()]);
        events.delete(scope, state.physicalId);
      });
    },
  };
}

const stateOf = ({ name, arn }: Rule): ResourceState => ({ physicalId: name, attributes: { Arn: arn } });
