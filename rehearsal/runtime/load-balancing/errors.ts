import { AwsError } from '../../kernel/aws-error.ts';

// Codes of the ELBv2 API reference. Texts as clients have reported them; those marked so were not found and are unverified.

export const loadBalancerNotFound = (arns: string[]) =>
  new AwsError(
    'LoadBalancerNotFound',
    arns.length === 1 ? `Load balancer '${arns[0]}' not found` : `Load balancers '[${arns.join(', ')}]' not found`,
  );
export const targetGroupNotFound = () => new AwsError('TargetGroupNotFound', 'One or more target groups not found');
export const listenerNotFound = () => new AwsError('ListenerNotFound', 'One or more listeners not found');
export const ruleNotFound = () => new AwsError('RuleNotFound', 'One or more rules not found');

export const duplicateLoadBalancerName = (name: string) =>
  new AwsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${name}' exists, but with different settings`,
  );
export const duplicateTargetGroupName = (name: string) =>
  new AwsError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${name}' exists, but with different settings`,
  );
export const duplicateListener = (loadBalancerArn: string) =>
  new AwsError(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
  );
export const targetGroupInUse = (arn: string) =>
  new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
export const deletionProtected = (arn: string) =>
  new AwsError(
    'OperationNotPermitted',
    `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
  );
/** Text unverified. */
export const defaultRuleNotDeletable = (arn: string) =>
  new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be deleted`);
/** Text unverified. */
export const defaultRuleNotModifiable = (arn: string) =>
  new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be modified`);
export const priorityInUse = (priority: number) =>
  new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
export const associationLimit = (arns: string[]) =>
  new AwsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arns.join(', ')}`,
  );
/** Text unverified. */
export const differentVpc = (arns: string[]) =>
  new AwsError(
    'InvalidConfigurationRequest',
    `The following target groups are in a different VPC than load balancer: ${arns.join(', ')}`,
  );
export const subnetNotFound = (id: string) => new AwsError('SubnetNotFound', `The subnet ID '${id}' does not exist`);
export const invalidSecurityGroup = (id: string) =>
  new AwsError('InvalidSecurityGroup', `The security group '${id}' does not exist`);
export const subnetsInOneZone = () =>
  new AwsError(
    'InvalidConfigurationRequest',
    'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  );
export const subnetsInDifferentVpcs = () => new AwsError('InvalidSubnet', 'All subnets must belong to the same VPC');
export const tooFewZones = () =>
  new AwsError('ValidationError', 'At least two subnets in two different Availability Zones must be specified');
export const invalidTarget = (id: string) =>
  new AwsError('InvalidTarget', `The IP address '${id}' is not a valid IPv4 address`);
/** Seen as `AccessDenied` by clients that registered a function before they allowed its invocation. */
export const functionNotPermitted = (functionArn: string, targetGroupArn: string) =>
  new AwsError(
    'AccessDenied',
    `elasticloadbalancing principal does not have permission to invoke ${functionArn} from target group ${targetGroupArn}`,
    { status: 403 },
  );
/** Text unverified. */
export const tooManyFunctions = (arn: string) =>
  new AwsError('TooManyTargets', `Target group '${arn}' of type lambda can have one target only`);
/** Text unverified. */
export const notForFunctions = (what: string) =>
  validationError(`${what} cannot be specified for target groups with target type lambda`);
/** Text unverified. */
export const invalidFunction = (id: string) =>
  new AwsError('InvalidTarget', `'${id}' is not the ARN of a Lambda function in this account and Region`);
export const certificateNotFound = (arn: string) =>
  new AwsError('CertificateNotFound', `Certificate '${arn}' not found`);
/** Text unverified. */
export const sslPolicyNotFound = (name: string) => new AwsError('SSLPolicyNotFound', `SSL policy '${name}' not found`);
export const onlyOneCertificate = (specified: number) =>
  new AwsError('TooManyCertificates', `Up to '1' certificate ARNs can be specified, but '${specified}' were specified`);
/** Text unverified. */
export const tooManyCertificates = (most: number) =>
  new AwsError('TooManyCertificates', `The maximum number of certificates on the load balancer is '${most}'`);
/** Text unverified. */
export const defaultCertificateNotRemovable = (arn: string) =>
  new AwsError('OperationNotPermitted', `Default certificate '${arn}' cannot be removed`);
/** Text unverified. */
export const certificatesWithoutTls = () =>
  validationError('Certificates can be specified for HTTPS and TLS listeners only');
/** Text unverified. */
export const policyWithoutTls = () => validationError('An SSL policy cannot be specified for HTTP listeners');
export const tooManyActions = () => new AwsError('TooManyActions', 'Only one action of this kind is allowed');
export const duplicateTagKeys = () => new AwsError('DuplicateTagKeys', 'A tag key was specified more than once');

/** `ValidationError`, the code of every constraint that the model has no exception for. */
export const validationError = (message: string) => new AwsError('ValidationError', message);
export const missing = (member: string) => validationError(`${member} must be specified`);
/** Arns of another form than the operation's resource type. */
export const invalidArn = (arn: string, what: string) => validationError(`'${arn}' is not a valid ${what} ARN`);

/** Not an answer of AWS: what the rehearsal cannot do is refused by name, so that nothing passes here for lack of looking. */
export const notRehearsed = (what: string) =>
  new AwsError('InvalidConfigurationRequest', `The rehearsal does not implement ${what}.`);
