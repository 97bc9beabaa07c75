import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { FULL_WIDTH } from './grid.ts';
import { releaseWidgets, versionWidgets, type ReleaseWidgetsProps } from './release-widgets.ts';
import { resourceWidgets, type ResourceWidgetsProps } from './resource-widgets.ts';

export interface ReleaseDashboardProps extends ReleaseWidgetsProps, ResourceWidgetsProps {
  /** Of the service's own metrics. */
  readonly metricsNamespace: string;
  /** Of everything that can roll a release back or tells somebody. */
  readonly alarmNames: readonly string[];
}

/** One page that shows a release: from above, who answers and how, and below what both versions run on. */
export class ReleaseDashboard extends Construct {
  constructor(scope: Construct, id: string, props: ReleaseDashboardProps) {
    super(scope, id);
    const { prefix, alarmNames } = props;
    const alarms = alarmNames.map((name, index) => Alarm.fromAlarmArn(this, `Alarm${index}`, this.alarmArn(name)));

    new Dashboard(this, 'Resource', {
      dashboardName: prefix,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new TextWidget({ markdown: explanation(prefix), width: FULL_WIDTH, height: 4 })],
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH, height: 5 })],
        ...releaseWidgets(props),
        ...versionWidgets({ metricsNamespace: props.metricsNamespace, service: prefix }),
        ...resourceWidgets(this, props),
      ],
    });
  }

  /** By name: a reference would be an export that ties stacks together. */
  private alarmArn(name: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

const explanation = (prefix: string) => `# ${prefix}
\`${prefix}-blue\` and \`${prefix}-green\` are two target groups. The colours are only names: each release goes to the group that is empty, so which one is live changes with every release. While traffic shifts both answer, and the graphs of the first two rows compare them; between releases one has everything and the other nothing.

Go back to the version before: \`node deployer.mjs stop --stack ${prefix}-service --rollback\` while its rollback window is open. What to do about each alarm: \`docs/alarms.md\` of the repository. This page is made by its templates: change it there.`;
