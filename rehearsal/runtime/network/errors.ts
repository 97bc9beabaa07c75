import { AwsError } from '../../kernel/aws-error.ts';

// Codes and texts of the EC2 API. Source: EC2 API reference, "Error codes".
export const vpcNotFound = (id: string) => new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
export const subnetNotFound = (id: string) =>
  new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
export const groupNotFound = (id: string) =>
  new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
export const interfaceNotFound = (id: string) =>
  new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
export const invalidRange = (range: string) =>
  new AwsError(
    'InvalidParameterValue',
    `Value (${range}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
  );
export const invalidVpcRange = (range: string) => new AwsError('InvalidVpc.Range', `The CIDR '${range}' is invalid.`);
export const invalidSubnetRange = (range: string) =>
  new AwsError('InvalidSubnet.Range', `The CIDR '${range}' is invalid.`);
export const subnetConflict = (range: string) =>
  new AwsError('InvalidSubnet.Conflict', `The CIDR '${range}' conflicts with another subnet`);
export const insufficientAddresses = (subnetId: string) =>
  new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );
export const dependencyViolation = (what: string, id: string) =>
  new AwsError('DependencyViolation', `The ${what} '${id}' has dependencies and cannot be deleted.`);
export const resourceHasDependent = (id: string) =>
  new AwsError('DependencyViolation', `resource ${id} has a dependent object`);
export const duplicateGroup = (name: string, vpcId: string) =>
  new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
export const duplicatePermission = (rule: string) =>
  new AwsError('InvalidPermission.Duplicate', `the specified rule "${rule}" already exists`);
export const permissionNotFound = () =>
  new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
export const missingParameter = (name: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
/** Not an answer of AWS: the rehearsal has no such filter yet. */
export const unsupportedFilter = (name: string) =>
  new AwsError('InvalidParameterValue', `The rehearsal does not implement the filter '${name}'.`);
