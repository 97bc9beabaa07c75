import { Duration, Stack } from 'aws-cdk-lib';
import { Peer, type IPeer } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { ListenerHandler } from '../listener/listener-handler.ts';

export interface GatewayAddressesProps {
  /** Its role may `describePrefixLists`; the CDK has one function a stack for all calls of this kind. */
  readonly handler: ListenerHandler;
}

/**
 * Where the gateway endpoints of S3 and DynamoDB lead: public addresses, which security groups name by AWS's own prefix lists
 * (VPC user guide, "Gateway endpoints": security). The lists' ids differ by region and are not documented, so AWS is asked.
 */
export class GatewayAddresses extends Construct {
  readonly s3: IPeer;
  readonly dynamodb: IPeer;

  constructor(scope: Construct, id: string, { handler }: GatewayAddressesProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const list = (service: 's3' | 'dynamodb') =>
      Peer.prefixList(
        new AwsCustomResource(this, service, {
          resourceType: 'Custom::PrefixList',
          installLatestAwsSdk: false,
          timeout: Duration.minutes(1),
          role: handler.role,
          logGroup: handler.logGroup,
          onUpdate: {
            service: '@aws-sdk/client-ec2',
            action: 'describeManagedPrefixLists',
            parameters: { Filters: [{ Name: 'prefix-list-name', Values: [`com.amazonaws.${region}.${service}`] }] },
            physicalResourceId: PhysicalResourceId.fromResponse(ID_IN_RESPONSE),
            outputPaths: [ID_IN_RESPONSE],
          },
        }).getResponseField(ID_IN_RESPONSE),
      );
    this.s3 = list('s3');
    this.dynamodb = list('dynamodb');
  }
}

const ID_IN_RESPONSE = 'PrefixLists.0.PrefixListId';

export const describePrefixLists = (region: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['ec2:DescribeManagedPrefixLists'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:RequestedRegion': region } },
  });
