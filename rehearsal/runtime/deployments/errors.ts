import { AwsError } from '../../kernel/aws-error.ts';
import type { ComputePlatform } from './deployment-group.ts';

/**
 * Everything that CodeDeploy's API refuses here. Codes are the model's (codedeploy-2014-10-06). Texts marked "seen"
 * were reported from real accounts; the others are the rehearsal's own words.
 */
const error = (code: string, message: string, cause?: unknown) =>
  new AwsError(code, message, cause === undefined ? {} : { cause });

export const errors = {
  applicationNameRequired: () => error('ApplicationNameRequiredException', 'Application name is missing'),
  invalidApplicationName: (name: string) =>
    error('InvalidApplicationNameException', `Invalid application name: ${name}. It has 1 to 100 characters.`),
  applicationAlreadyExists: (name: string) =>
    error('ApplicationAlreadyExistsException', `Application already exists with name: ${name}`),
  applicationDoesNotExist: (name: string) =>
    error('ApplicationDoesNotExistException', `No application found for name: ${name}`),
  unsupportedComputePlatform: (platform: string) =>
    error(
      'InvalidComputePlatformException',
      `The rehearsal deploys to the compute platforms ECS and Lambda only, not to ${platform}.`,
    ),
  groupNameRequired: () => error('DeploymentGroupNameRequiredException', 'Deployment group name is missing'),
  invalidGroupName: (name: string) =>
    error('InvalidDeploymentGroupNameException', `Invalid deployment group name: ${name}. It has 1 to 100 characters.`),
  groupAlreadyExists: (name: string) =>
    error('DeploymentGroupAlreadyExistsException', `Deployment group already exists with name: ${name}`),
  groupDoesNotExist: (name: string) =>
    error('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`),
  roleRequired: () => error('RoleRequiredException', 'The service role ARN is missing'),
  invalidRole: (arn: string) => error('InvalidRoleException', `The service role ARN is not valid: ${arn}`),
  /** Seen, for both platforms. */
  deploymentStyle: (platform: ComputePlatform) =>
    error(
      'InvalidDeploymentStyleException',
      `For ${platform.toUpperCase()} deployment, the deployment type must be BLUE_GREEN, and deployment option must be WITH_TRAFFIC_CONTROL.`,
    ),
  /** The texts with "must be specified" and "must not contain" were seen. */
  loadBalancerInfo: (message: string, cause?: unknown) => error('InvalidLoadBalancerInfoException', message, cause),
  targetGroupPair: (message: string) => error('InvalidTargetGroupPairException', message),
  blueGreenConfiguration: (message: string) => error('InvalidBlueGreenDeploymentConfigurationException', message),
  autoRollback: (message: string) => error('InvalidAutoRollbackConfigException', message),
  alarmConfiguration: (message: string) => error('InvalidAlarmConfigException', message),
  alarmsLimit: () =>
    error('AlarmsLimitExceededException', 'The maximum number of alarms for a deployment group (10) was exceeded.'),
  ecsService: (message: string, cause?: unknown) => error('InvalidECSServiceException', message, cause),
  ecsServiceMapped: (service: string) =>
    error('ECSServiceMappingLimitExceededException', `Another deployment group deploys to the ECS service ${service}.`),
  configNameRequired: () => error('DeploymentConfigNameRequiredException', 'Deployment configuration name is missing'),
  invalidConfigName: (message: string) => error('InvalidDeploymentConfigNameException', message),
  configAlreadyExists: (name: string) =>
    error('DeploymentConfigAlreadyExistsException', `Deployment configuration already exists with name: ${name}`),
  configDoesNotExist: (name: string) =>
    error('DeploymentConfigDoesNotExistException', `No Deployment Configuration found for name: ${name}`),
  /** The text was seen (badmintoncryer/cdk-preflight), without the place of the name; the code is unverified. */
  configPlatform: (name: string, platform: string) =>
    error(
      'InvalidDeploymentConfigNameException',
      `Compute platform of deployment config ${name} does not match expected compute platform, correct compute platform should be ${platform}.`,
    ),
  configInUse: (name: string, group: string) =>
    error(
      'DeploymentConfigInUseException',
      `The deployment configuration ${name} is used by deployment group ${group}.`,
    ),
  configLimit: () =>
    error('DeploymentConfigLimitExceededException', 'An account may have 200 deployment configurations of its own.'),
  configPredefined: (name: string) =>
    error('InvalidOperationException', `The predefined deployment configuration ${name} cannot be deleted.`),
  trafficRouting: (message: string) => error('InvalidTrafficRoutingConfigurationException', message),
  deploymentIdRequired: () => error('DeploymentIdRequiredException', 'The deployment id is missing'),
  invalidDeploymentId: (id: string) => error('InvalidDeploymentIdException', `Invalid deployment id: ${id}`),
  deploymentDoesNotExist: (id: string) =>
    error('DeploymentDoesNotExistException', `The deployment ${id} could not be found`),
  /** Seen. */
  deploymentLimit: (group: string, deploymentId: string) =>
    error(
      'DeploymentLimitExceededException',
      `The Deployment Group '${group}' already has an active Deployment '${deploymentId}'`,
    ),
  deploymentAlreadyCompleted: (id: string) =>
    error('DeploymentAlreadyCompletedException', `The deployment ${id} is already complete.`),
  tooLateToStop: (id: string) =>
    error(
      'DeploymentAlreadyCompletedException',
      `The deployment ${id} can no longer be stopped: its original task set is being terminated.`,
    ),
  notInReadyState: (id: string) =>
    error(
      'DeploymentIsNotInReadyStateException',
      `The deployment ${id} does not have a status of Ready and can't continue yet.`,
    ),
  /** The code is the model's: "A call was submitted that is not supported for the specified deployment type." */
  unsupportedAction: (id: string) =>
    error(
      'UnsupportedActionForDeploymentTypeException',
      `The deployment ${id} is to Lambda and has no wait that could be ended.`,
    ),
  invalidWaitType: (type: string) =>
    error('InvalidDeploymentWaitTypeException', `${type} is not READY_WAIT or TERMINATION_WAIT.`),
  /** Seen. */
  revisionRequired: () => error('RevisionRequiredException', 'RevisionLocation must be specified'),
  invalidRevision: (message: string, cause?: unknown) => error('InvalidRevisionException', message, cause),
  revisionDoesNotExist: () => error('RevisionDoesNotExistException', 'The revision is not registered.'),
  hookExecutionIdRequired: () =>
    error('InvalidLifecycleEventHookExecutionIdException', 'The lifecycle event hook execution id is not valid.'),
  hookAlreadyCompleted: () =>
    error(
      'LifecycleEventAlreadyCompletedException',
      'An attempt to return the status of an already completed lifecycle event occurred.',
    ),
  hookStatus: (status: string | undefined) =>
    error(
      'InvalidLifecycleEventHookExecutionStatusException',
      `The status of a lifecycle event hook execution is Succeeded or Failed, not ${status}.`,
    ),
  targetIdRequired: () => error('DeploymentTargetIdRequiredException', 'A deployment target id is missing'),
  targetDoesNotExist: (id: string) =>
    error('DeploymentTargetDoesNotExistException', `The deployment has no target ${id}.`),
  targetListSize: () =>
    error('DeploymentTargetListSizeExceededException', 'At most 25 targets may be asked for at once.'),
  batchLimit: (limit: number) => error('BatchLimitExceededException', `At most ${limit} may be asked for at once.`),
  /** Seen. */
  fileExistsBehavior: () =>
    error(
      'InvalidFileExistsBehaviorException',
      'For Lambda, ECS and Kubernetes deployment, fileExistsBehavior can not be specified',
    ),
  /** For settings of servers: what would have no effect must not look as if it had one. */
  notRehearsed: (member: string) =>
    error(
      'InvalidInputException',
      `${member} is not for the compute platforms ECS and Lambda, the only ones rehearsed.`,
    ),
  nextToken: () => error('InvalidNextTokenException', 'The next token is not valid.'),
};
