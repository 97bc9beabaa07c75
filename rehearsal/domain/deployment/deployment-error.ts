/** `errorInformation`: a code of the API's ErrorCode and the text people see. */
export interface DeploymentError {
  code:
    | 'ALARM_ACTIVE'
    | 'HOOK_EXECUTION_FAILURE'
    | 'ECS_UPDATE_ERROR'
    | 'ELASTIC_LOAD_BALANCING_INVALID'
    | 'INVALID_LAMBDA_CONFIGURATION'
    | 'INVALID_LAMBDA_FUNCTION'
    | 'MANUAL_STOP'
    | 'TIMEOUT';
  message: string;
}

/**
 * Why deployments end badly. Texts are AWS's where a source is named; code and text together are confirmed by real
 * records for ALARM_ACTIVE, HOOK_EXECUTION_FAILURE and INVALID_LAMBDA_CONFIGURATION only. [troubleshooting-ecs] is a page of the CodeDeploy guide.
 */
export const deploymentErrors = {
  /** Capture of a real account. */
  alarmActive: (alarms: readonly string[]): DeploymentError => ({
    code: 'ALARM_ACTIVE',
    message:
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the ' +
      `affected deployments have been stopped. Activated alarms: ${alarms.join(', ')}`,
  }),
  /** That the deployment stops: API model, ignorePollAlarmFailure. Code and text unverified. */
  alarmsUnreadable: (alarms: readonly string[]): DeploymentError => ({
    code: 'ALARM_ACTIVE',
    message: `The state of these alarms could not be read, and the deployment has been stopped: ${alarms.join(', ')}`,
  }),
  /** [troubleshooting-ecs] */
  hookFailed: (): DeploymentError => ({
    code: 'HOOK_EXECUTION_FAILURE',
    message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
  }),
  /** [troubleshooting-ecs]; the code is unverified. */
  hookTimedOut: (): DeploymentError => ({
    code: 'TIMEOUT',
    message:
      'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one ' +
      'hour after a deployment hook is invoked.',
  }),
  /** Code and text unverified. */
  hookNotInvoked: (message: string): DeploymentError => ({ code: 'INVALID_LAMBDA_FUNCTION', message }),
  /** [troubleshooting-ecs]; the code is unverified. */
  installTimedOut: (): DeploymentError => ({
    code: 'TIMEOUT',
    message:
      'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is ' +
      '60 minutes.',
  }),
  /** [troubleshooting-ecs]; the code is unverified. */
  readyTimedOut: (minutes: number): DeploymentError => ({
    code: 'TIMEOUT',
    message:
      'The deployment timed out while waiting for a notification to continue. This time out period is ' +
      `${minutes} minutes.`,
  }),
  /** The rehearsal's own: AWS shifts without looking at target health. */
  noHealthyTargets: (): DeploymentError => ({
    code: 'TIMEOUT',
    message: 'No target of the group that traffic would move to became healthy, so no traffic was moved.',
  }),
  /** Text unverified. */
  manualStop: (): DeploymentError => ({ code: 'MANUAL_STOP', message: 'The deployment was stopped on request.' }),
  /** [troubleshooting-ecs]: the first sentence; the code is unverified. */
  loadBalancer: (message: string): DeploymentError => ({
    code: 'ELASTIC_LOAD_BALANCING_INVALID',
    message: `The ELB could not be updated due to the following error: ${message}`,
  }),
  /** Text unverified. */
  ecs: (message: string): DeploymentError => ({
    code: 'ECS_UPDATE_ERROR',
    message: `The ECS service could not be updated due to the following error: ${message}`,
  }),
  /**
   * Code and text: aws/serverless-application-model issue 291. Without a reason for a version that is to replace
   * itself: terraform-aws-modules/terraform-aws-lambda issue 82.
   */
  lambdaConfiguration: (reason?: string): DeploymentError => ({
    code: 'INVALID_LAMBDA_CONFIGURATION',
    message:
      'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is ' +
      `missing or has an invalid configuration.${reason === undefined ? '' : ` ${reason}`}`,
  }),
  /** Code and text unverified. */
  lambda: (message: string): DeploymentError => ({
    code: 'INVALID_LAMBDA_FUNCTION',
    message: `The Lambda function could not be deployed due to the following error: ${message}`,
  }),
};
