import { AwsError } from '../../kernel/aws-error.ts';

// Codes are the SDK model's. Texts were seen in public issues where they concern the CODE_DEPLOY controller (boto3#1936,
// pulumi-aws#1961, aws-cdk#26307), the limit of task sets (pipecd#4692) and the external controller; all others are unverified.

const client = (message: string) => new AwsError('ClientException', message);
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);

export const clusterNotFound = () => new AwsError('ClusterNotFoundException', 'Cluster not found.');
export const serviceNotFound = () => new AwsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = () => new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
export const serviceNotIdempotent = () => invalidParameter('Creation of service was not idempotent.');
export const serviceScaledAboveZero = () =>
  invalidParameter('The service cannot be stopped while it is scaled above 0.');
export const taskSetNotFound = () => new AwsError('TaskSetNotFoundException', 'The specified task set was not found.');
export const taskNotFound = () => invalidParameter('The referenced task was not found.');

export const cannotDescribeTaskDefinition = () => client('Unable to describe task definition.');
export const taskDefinitionInactive = () => client('TaskDefinition is inactive');
export const invalidTaskDefinition = (message: string) => client(message);
export const clusterNotEmpty = () =>
  new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');

export const tooManyTaskSets = () =>
  invalidParameter(
    '5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.',
  );
export const externalControllerOnly = () =>
  invalidParameter(
    'Amazon ECS only supports task set management on services configured to use external deployment controllers.',
  );
export const targetGroupWithoutLoadBalancer = (arn: string) =>
  invalidParameter(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
export const containerNotInTaskDefinition = (container: string) =>
  invalidParameter(`The container ${container} does not exist in the task definition.`);
export const portNotInTaskDefinition = (container: string, port: number) =>
  invalidParameter(`The container ${container} did not have a container port ${port} defined.`);
/** Assumed text: a primary task set is drained only after another took its place. */
export const primaryTaskSet = (id: string) =>
  invalidParameter(`The task set ${id} is the primary task set of its service.`);

/** `what` was seen as "task definition" and "network parameters"; the other nouns are assumed. */
export const onlyByCodeDeploy = (what: string) =>
  invalidParameter(
    `Unable to update ${what} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
  );
export const noForcedDeployment = () =>
  invalidParameter(
    'Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
  );

/** AWS would take it; the rehearsal does not do it and says so by name. */
export const notImplemented = (what: string) => client(`The rehearsal does not implement ${what}.`);
