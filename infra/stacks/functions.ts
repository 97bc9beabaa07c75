import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { ServiceImage } from '../config/service-image.ts';
import { AliasHandler } from '../constructs/function/alias-handler.ts';
import { DeleteItemFunction } from '../constructs/function/delete-item-function.ts';
import { FunctionRoute } from '../constructs/function/function-route.ts';
import { ShiftedAlias } from '../constructs/function/shifted-alias.ts';
import { HttpsRedirect } from '../constructs/listener/https-redirect.ts';
import { FunctionAlarms } from '../constructs/release/function-alarms.ts';
import { FunctionDeployment } from '../constructs/release/function-deployment.ts';
import type { Edge } from './edge.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

export interface FunctionsProps extends EnvironmentStackProps {
  readonly edge: Edge;
  readonly items: ITable;
  readonly architecture: ServiceImage['architecture'];
  readonly release: string | undefined;
}

const LIVE = 'live';

/** What answers as functions beside the service, behind the same load balancer, and how a new version of it takes over. */
export class Functions extends EnvironmentStack {
  readonly deleteRoute: FunctionRoute;

  constructor(scope: Construct, id: string, { edge, items, architecture, release, ...props }: FunctionsProps) {
    super(scope, id, props);
    const { prefix, config } = this;
    const name = `${prefix}-delete-item`;

    const { function: deleteItem, version } = new DeleteItemFunction(this, 'DeleteItem', {
      functionName: name,
      logGroupName: `/${prefix}/delete-item`,
      environment: config,
      architecture,
      items,
      metricsNamespace: props.app,
      release,
    });
    const alias = new ShiftedAlias(this, 'Live', {
      handler: new AliasHandler(this, 'AliasHandler', { prefix, functions: [deleteItem] }),
      aliasName: LIVE,
      version,
    });
    this.deleteRoute = new FunctionRoute(this, 'Route', {
      name,
      alias,
      method: 'DELETE',
      path: '/picus/*',
      priority: 10,
      listeners: { Production: edge.productionListener, Test: edge.testListener },
    });
    // Only when HTTPS answers all that HTTP does are clients sent over: this rule comes after the function's.
    if (edge.redirect) new HttpsRedirect(this, 'HttpsRedirect', edge.redirect).node.addDependency(this.deleteRoute);
    const alarms = new FunctionAlarms(this, 'Alarms', {
      functionName: name,
      aliasName: LIVE,
      version,
      metricsNamespace: props.app,
      thresholds: config.release.functionAlarms,
    }).all;
    const deployment = new FunctionDeployment(this, 'Deployment', {
      applicationName: `${prefix}-functions`,
      deploymentGroupName: name,
      roleName: `${prefix}-functions-codedeploy`,
      function: deleteItem,
      alias,
      release: config.release,
      alarms,
    });

    this.outputs({
      ComputePlatform: 'Lambda',
      FunctionName: deleteItem.functionName,
      FunctionVersion: version.version,
      AliasName: alias.aliasName,
      ApplicationName: deployment.applicationName,
      DeploymentGroupName: deployment.deploymentGroupName,
      DeploymentConfigName: config.release.functionDeploymentConfig,
      AlarmNames: alarms.map(({ alarmName }) => alarmName).join(','),
    });
  }
}
