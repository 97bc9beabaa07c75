import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ec2Api } from '../../rehearsal/services/ec2/ec2-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';
import { startLoadBalancing, type TestLoadBalancing } from './support/load-balancing.ts';

const scope = TEST_SCOPE;
let rehearsal: TestLoadBalancing;
let gateway: TestGateway;
let client: EC2Client;

beforeAll(async () => {
  rehearsal = startLoadBalancing(scope);
  gateway = await startGateway([ec2Api(rehearsal)]);
  client = new EC2Client(gateway.clientConfig());
  const { subnets } = rehearsal;
  rehearsal.loadBalancing.loadBalancers.create(scope, {
    name: 'app-dev',
    subnets,
    securityGroups: [],
    scheme: 'internet-facing',
    attributes: [],
    tags: [],
  });
});

afterAll(async () => {
  client.destroy();
  await gateway.close();
  await rehearsal.stop();
});

const interfacesWith = async (Name: string, ...Values: string[]) => {
  const { NetworkInterfaces } = await client.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name, Values }] }),
  );
  return NetworkInterfaces ?? [];
};

describe('DescribeNetworkInterfaces', () => {
  it('finds a load balancer by its description, one interface a subnet', async () => {
    const found = await interfacesWith('description', 'ELB app/app-dev/*');
    expect(new Set(found.map(({ SubnetId }) => SubnetId))).toEqual(new Set(rehearsal.subnets));
    for (const attached of found) {
      expect(attached).toMatchObject({
        Status: 'in-use',
        InterfaceType: 'interface',
        VpcId: rehearsal.vpcId,
        RequesterManaged: true,
      });
      expect(attached.PrivateIpAddress).toMatch(/^10\.0\.0\.\d+$/);
      expect(attached.NetworkInterfaceId).toMatch(/^eni-[0-9a-f]{17}$/);
    }
  });

  it('filters with wildcards, and refuses filters it does not know', async () => {
    const [subnet] = rehearsal.subnets;
    expect(await interfacesWith('subnet-id', subnet)).toHaveLength(1);
    expect(await interfacesWith('description', 'ELB app/app-de?/*')).toHaveLength(2);
    expect(await interfacesWith('description', 'ELB app/app-de*x')).toHaveLength(0);
    expect(await interfacesWith('status', 'available')).toHaveLength(0);
    await expect(interfacesWith('tag:x', 'y')).rejects.toThrow(/tag:x/);
  });

  it('says so when an interface does not exist', async () => {
    const NetworkInterfaceIds = ['eni-00000000000000000'];
    await expect(client.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }))).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
    });
  });
});

describe('networks', () => {
  it('are described', async () => {
    const { Vpcs } = await client.send(new DescribeVpcsCommand({}));
    expect(Vpcs).toMatchObject([{ VpcId: rehearsal.vpcId, CidrBlock: '10.0.0.0/16', State: 'available' }]);
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [rehearsal.subnets[0]] }));
    // 64 addresses, 5 of them AWS's own, one the load balancer's.
    expect(Subnets).toMatchObject([
      { CidrBlock: '10.0.0.0/26', AvailableIpAddressCount: 58, AvailabilityZone: 'eu-west-1a' },
    ]);
    await expect(client.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-1'] }))).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
    });
  });

  it("let the CDK's handler empty a default security group", async () => {
    const { SecurityGroups } = await client.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }] }),
    );
    const GroupId = SecurityGroups?.[0]?.GroupId;
    const everywhere = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    const own = [{ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: scope.account, GroupId }] }];
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: everywhere }));
    await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: own }));
    const again = client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: own }));
    await expect(again).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    const { SecurityGroups: emptied } = await client.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }),
    );
    expect(emptied?.[0]).not.toHaveProperty('IpPermissions.0');
    expect(emptied?.[0]).not.toHaveProperty('IpPermissionsEgress.0');
    await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: own }));
    await expect(
      client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: own })),
    ).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
  });
});

describe('DescribeManagedPrefixLists', () => {
  it("finds AWS's own list of a service with a gateway by its name", async () => {
    const byName = new DescribeManagedPrefixListsCommand({
      Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.eu-west-1.s3'] }],
    });
    const { PrefixLists } = await client.send(byName);
    expect(PrefixLists).toEqual([
      expect.objectContaining({
        PrefixListId: expect.stringMatching(/^pl-[0-9a-f]{8}$/),
        PrefixListName: 'com.amazonaws.eu-west-1.s3',
        OwnerId: 'AWS',
      }),
    ]);
  });
});
