import { Stack, type IAspect } from 'aws-cdk-lib';
import { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { alertTopicName } from './alert-topic.ts';

/**
 * Every alarm of an environment tells people, when it begins and when it is over: whoever adds an alarm need not think of it.
 * The topic is named, not referred to: it is deployed after the stacks whose alarms decide on rollbacks. Alarms that scaling
 * makes for itself are no constructs, and tell nobody.
 */
export class NotifyOfAlarms implements IAspect {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof AlarmBase)) return;
    const service = 'sns';
    const alarmActionArn = Stack.of(node).formatArn({ service, resource: alertTopicName(this.#prefix) });
    const action = { bind: () => ({ alarmActionArn }) };
    node.addAlarmAction(action);
    node.addOkAction(action);
  }
}
