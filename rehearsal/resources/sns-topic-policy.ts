import type { Ids } from '../kernel/ids.ts';
import type { Topics } from '../runtime/notifications/topics.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

interface Properties {
  PolicyDocument: object | string;
  Topics: string[];
}

/** AWS::SNS::TopicPolicy: replaces the default policy of its topics, which is there again when it goes. */
export function snsTopicPolicyProvider({ topics, ids }: { topics: Topics; ids: Ids }): ResourceProvider<Properties> {
  const put = ({ PolicyDocument, Topics: arns }: Properties) => {
    const Policy = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
    for (const arn of arns) topics.setAttributes(arn, { Policy });
  };
  const remove = (arns: readonly string[]) => {
    for (const arn of arns) unlessGone(() => topics.setAttributes(arn, { Policy: '' }));
  };
  return {
    type: 'AWS::SNS::TopicPolicy',
    properties: { PolicyDocument: 'opaque', Topics: 'value' },
    replaceOn: [],
    async create(wanted, context) {
      put(wanted);
      const id = generatedName(ids, context);
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(state, wanted, previous) {
      remove(previous.Topics.filter((arn) => !wanted.Topics.includes(arn)));
      put(wanted);
      return state;
    },
    async delete(_state, wanted) {
      remove(wanted.Topics);
    },
  };
}
