import { EventField, Rule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Configuration } from '../infra/config/schema.ts';
import { AlertTopic } from '../infra/constructs/notifications/alert-topic.ts';
import { notice } from '../infra/constructs/notifications/notice.ts';

export interface PipelineNoticesProps {
  readonly pipelineName: string;
  readonly tools: Configuration['tools'];
}

/** Tells people what the pipeline wants of them: to look at what failed, and to decide. */
export class PipelineNotices extends Construct {
  constructor(scope: Construct, id: string, { pipelineName, tools: { region, notifications } }: PipelineNoticesProps) {
    super(scope, id);
    const prefix = `${pipelineName}-pipeline`;
    const { topic } = new AlertTopic(this, 'Alerts', { prefix, notifications });
    const link = `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipelineName}/view?region=${region}`;
    const tell = (what: string, description: string, eventPattern: EventPattern, line: string) =>
      new Rule(this, what, {
        ruleName: `${prefix}-${what.toLowerCase()}`,
        description,
        eventPattern: { source: ['aws.codepipeline'], ...eventPattern },
        targets: [new SnsTopic(topic, { message: notice(`${line} ${link}`, notifications) })],
      });
    const field = (name: string) => EventField.fromPath(`$.detail.${name}`);

    tell(
      'Failures',
      'Tells people of stages that failed',
      {
        detailType: ['CodePipeline Stage Execution State Change'],
        detail: { pipeline: [pipelineName], state: ['FAILED'] },
      },
      `Pipeline ${pipelineName}: ${field('stage')} failed (execution ${field('execution-id')}).`,
    );
    tell(
      'Approvals',
      'Tells people what waits for their decision',
      {
        detailType: ['CodePipeline Action Execution State Change'],
        detail: { pipeline: [pipelineName], state: ['STARTED'], type: { category: ['Approval'] } },
      },
      `Pipeline ${pipelineName}: ${field('stage')} waits for a decision (execution ${field('execution-id')}).`,
    );
  }
}
