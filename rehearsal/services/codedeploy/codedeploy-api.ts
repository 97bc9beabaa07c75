import * as client from '@aws-sdk/client-codedeploy';

import type { CodeDeploy } from '../../runtime/deployments/codedeploy.ts';
import { unverifiedSettings } from '../../runtime/deployments/settings.ts';
import type { Handler, ServiceTable } from '../../wire/service-table.ts';
import { batchGetDeploymentGroups } from './operations/batch-get-deployment-groups.ts';
import { batchGetDeploymentTargets } from './operations/batch-get-deployment-targets.ts';
import { batchGetDeployments } from './operations/batch-get-deployments.ts';
import { continueDeployment } from './operations/continue-deployment.ts';
import { createApplication } from './operations/create-application.ts';
import { createDeploymentConfig } from './operations/create-deployment-config.ts';
import { createDeploymentGroup } from './operations/create-deployment-group.ts';
import { createDeployment } from './operations/create-deployment.ts';
import { deleteApplication } from './operations/delete-application.ts';
import { deleteDeploymentConfig } from './operations/delete-deployment-config.ts';
import { deleteDeploymentGroup } from './operations/delete-deployment-group.ts';
import { getApplicationRevision } from './operations/get-application-revision.ts';
import { getApplication } from './operations/get-application.ts';
import { getDeploymentConfig } from './operations/get-deployment-config.ts';
import { getDeploymentGroup } from './operations/get-deployment-group.ts';
import { getDeploymentTarget } from './operations/get-deployment-target.ts';
import { getDeployment } from './operations/get-deployment.ts';
import { listApplications } from './operations/list-applications.ts';
import { listDeploymentConfigs } from './operations/list-deployment-configs.ts';
import { listDeploymentGroups } from './operations/list-deployment-groups.ts';
import { listDeploymentTargets } from './operations/list-deployment-targets.ts';
import { listDeployments } from './operations/list-deployments.ts';
import { putLifecycleEventHookExecutionStatus } from './operations/put-lifecycle-event-hook-execution-status.ts';
import { registerApplicationRevision } from './operations/register-application-revision.ts';
import { stopDeployment } from './operations/stop-deployment.ts';
import { updateDeploymentGroup } from './operations/update-deployment-group.ts';

/** AWS CodeDeploy (codedeploy-2014-10-06) for the compute platforms ECS and Lambda. */
export function codedeployApi(codeDeploy: CodeDeploy): ServiceTable {
  const operations = {
    BatchGetDeploymentGroups: batchGetDeploymentGroups(codeDeploy),
    BatchGetDeployments: batchGetDeployments(codeDeploy),
    BatchGetDeploymentTargets: batchGetDeploymentTargets(codeDeploy),
    ContinueDeployment: continueDeployment(codeDeploy),
    CreateApplication: createApplication(codeDeploy),
    CreateDeployment: createDeployment(codeDeploy),
    CreateDeploymentConfig: createDeploymentConfig(codeDeploy),
    CreateDeploymentGroup: createDeploymentGroup(codeDeploy),
    DeleteApplication: deleteApplication(codeDeploy),
    DeleteDeploymentConfig: deleteDeploymentConfig(codeDeploy),
    DeleteDeploymentGroup: deleteDeploymentGroup(codeDeploy),
    GetApplication: getApplication(codeDeploy),
    GetApplicationRevision: getApplicationRevision(codeDeploy),
    GetDeployment: getDeployment(codeDeploy),
    GetDeploymentConfig: getDeploymentConfig(codeDeploy),
    GetDeploymentGroup: getDeploymentGroup(codeDeploy),
    GetDeploymentTarget: getDeploymentTarget(codeDeploy),
    ListApplications: listApplications(codeDeploy),
    ListDeploymentConfigs: listDeploymentConfigs(codeDeploy),
    ListDeploymentGroups: listDeploymentGroups(codeDeploy),
    ListDeployments: listDeployments(codeDeploy),
    ListDeploymentTargets: listDeploymentTargets(codeDeploy),
    PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus(codeDeploy),
    RegisterApplicationRevision: registerApplicationRevision(codeDeploy),
    StopDeployment: stopDeployment(codeDeploy),
    UpdateDeploymentGroup: updateDeploymentGroup(codeDeploy),
  } satisfies Record<string, Handler<never, unknown>>;
  return { name: 'codedeploy', client, operations, gaps };
}

const gaps = [
  'Only the compute platforms ECS and Lambda: applications for Server or Kubernetes are refused by name.',
  'Revisions are AppSpec contents; one in S3, on GitHub or of type String is refused by name.',
  'Lists answer everything at once, without nextToken.',
  'The service role is looked at for its form only: its permissions are not enforced here.',
  'Triggers (SNS) are refused by name.',
  'Texts of AppSpec errors, of a manual stop and of most refused settings are the rehearsal’s own.',
  'An AppSpec is read when the deployment is created: AWS may find the same fault later and fail the deployment.',
  'A task set that an earlier deployment left in the green target group is drained before the new one is made; what AWS does is unknown.',
  'A wait for ContinueDeployment that runs out is rolled back when the group rolls back on DEPLOYMENT_FAILURE; which event counts on AWS is unknown.',
  'StopDeployment with autoRollbackEnabled=false stops without a rollback although the group names DEPLOYMENT_STOP_ON_REQUEST; unverified.',
  'A rollback deployment runs no hooks and is not watched by alarms; what AWS does beyond its captured record is unknown.',
  'Limits on a whole deployment (120 hours to the shift) are not enforced, nor is AllAtOnce for Network Load Balancers.',
  'A hook’s function must exist when the deployment is created; AWS finds out when it invokes it.',
  'The caps on custom deployment configurations for ECS are those published for Lambda; those for Lambda are as measured on a real account.',
  'Lambda: a target has the events BeforeAllowTraffic, AllowTraffic and AfterAllowTraffic; whether AWS also lists Start and End is unverified.',
  'Lambda: what the AppSpec says of function, alias and versions is looked at when the deployment begins, and before each step; only the text for a current version that the alias does not have, and for a version that is to replace itself by steps, is AWS’s.',
  'Lambda: a deployment or rollback whose alias somebody else moved to another version fails and leaves it there; unverified.',
  'Lambda: the configuration of a group that names none, and of every rollback, is CodeDeployDefault.LambdaAllAtOnce; unverified.',
  'Lambda: the ARN of a target is the function’s, and the target of a rollback tells the versions of its own shift; unverified.',
  'Lambda: texts for members that belong to ECS follow the measured one for blueGreenDeploymentConfiguration; the code for a configuration of another platform is unverified.',
  ...Object.values(unverifiedSettings),
] as const;
