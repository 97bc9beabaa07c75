import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

describe.each(ENVIRONMENTS)('the network of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-network`);

  it('has three tiers in each zone, and gives nothing a public address by itself', () => {
    const subnets = ofType(template, 'AWS::EC2::Subnet').map(([id, { Properties }]) => ({ id, ...Properties }));
    expect(subnets).toHaveLength(6);
    for (const tier of ['public', 'private', 'isolated'])
      expect(subnets.filter(({ id }) => id.includes(tier))).toHaveLength(2);
    for (const subnet of subnets) expect(subnet).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  it('leaves the isolated tier without a way out', () => {
    const defaults = ofType(template, 'AWS::EC2::Route').filter(
      ([, { Properties }]) => Properties['DestinationCidrBlock'] === '0.0.0.0/0',
    );
    expect(defaults.map(([id]) => id).filter((id) => id.includes('isolated'))).toEqual([]);
  });

  it('has gateways to what costs nothing, for what is asked there and no more', () => {
    const endpoints = ofType(template, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => ({
      kind: Properties['VpcEndpointType'],
      service: text(Properties['ServiceName']).split('.').at(-1),
      allowed: (Properties['PolicyDocument'] as { Statement: { Action: string; Resource: unknown }[] }).Statement.map(
        ({ Action, Resource }) => [Action, text(Resource)],
      ),
      tables: (Properties['RouteTableIds'] as unknown[]).length,
    }));
    expect(endpoints).toEqual([
      {
        kind: 'Gateway',
        service: 's3',
        allowed: [['s3:GetObject', 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*']],
        tables: 6,
      },
      {
        kind: 'Gateway',
        service: 'dynamodb',
        allowed: [['dynamodb:*', `arn:aws:dynamodb:eu-west-1:111111111111:table/picus-${environment}-*`]],
        tables: 6,
      },
    ]);
  });

  it('goes out through one NAT gateway, or one a zone where zones may fail', () => {
    expect(ofType(template, 'AWS::EC2::NatGateway')).toHaveLength(environment === 'prod' ? 2 : 1);
  });

  it('logs all flows and empties the default security group', () => {
    expect(onlyOne(template, 'AWS::EC2::FlowLog').Properties).toMatchObject({ TrafficType: 'ALL' });
    expect(ofType(template, 'Custom::VpcRestrictDefaultSG')).toHaveLength(1);
  });
});

describe.each(ENVIRONMENTS)('the data of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-data`);

  it('outlives its stack, and nobody reads it in public', () => {
    const bucket = onlyOne(template, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  it('has a table by the request that can go back in time, outlives its stack, and is protected where it must be', () => {
    expect(onlyOne(template, 'AWS::DynamoDB::Table')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: `picus-${environment}-items`,
        KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: environment === 'prod',
      },
    });
  });

  it("encrypts it with AWS's own key, which costs nothing and cannot be refused", () => {
    expect(onlyOne(template, 'AWS::DynamoDB::Table').Properties).not.toHaveProperty('SSESpecification');
  });
});
