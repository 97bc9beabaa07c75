import { tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { LogGroup, LogGroups } from '../runtime/logs/log-groups.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

export interface LogGroupProperties {
  KmsKeyId?: string;
  LogGroupClass?: string;
  LogGroupName?: string;
  RetentionInDays?: number | string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  KmsKeyId: 'value',
  LogGroupClass: 'value',
  LogGroupName: 'value',
  RetentionInDays: 'value',
  Tags: tags,
};

/** AWS::Logs::LogGroup. `Ref` is its name; its `Arn` ends in `:*`. */
export function logsLogGroupProvider({
  logs,
  ids,
}: {
  logs: LogGroups;
  ids: Ids;
}): ResourceProvider<LogGroupProperties> {
  return {
    type: 'AWS::Logs::LogGroup',
    properties,
    replaceOn: ['LogGroupName'],
    async create(wanted, context) {
      const name = wanted.LogGroupName ?? generatedName(ids, context, 512);
      return stateOf(logs.create(context.scope, name, settings(wanted, context.stackTags)));
    },
    async update(state, wanted, _previous, { scope, stackTags }) {
      return stateOf(logs.configure(scope, state.physicalId, settings(wanted, stackTags)));
    },
    async delete(state, _wanted, { scope }) {
      unlessGone(() => logs.delete(scope, state.physicalId));
    },
  };
}

const settings = (wanted: LogGroupProperties, stackTags: Record<string, string>) => ({
  retentionInDays: wanted.RetentionInDays === undefined ? undefined : Number(wanted.RetentionInDays),
  kmsKeyId: wanted.KmsKeyId,
  class: wanted.LogGroupClass,
  tags: { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) },
});

const stateOf = (group: LogGroup): ResourceState => ({ physicalId: group.name, attributes: { Arn: `${group.arn}:*` } });
