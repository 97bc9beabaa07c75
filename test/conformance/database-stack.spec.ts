import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ec2SecurityGroupProvider } from '../../rehearsal/resources/ec2-security-group.ts';
import { ec2SubnetProvider } from '../../rehearsal/resources/ec2-subnet.ts';
import { ec2VpcProvider } from '../../rehearsal/resources/ec2-vpc.ts';
import { iamRoleProvider } from '../../rehearsal/resources/iam-role.ts';
import { knownTypes } from '../../rehearsal/resources/known-types.ts';
import { logsLogGroupProvider } from '../../rehearsal/resources/logs-log-group.ts';
import { rdsDbInstanceProvider } from '../../rehearsal/resources/rds-db-instance.ts';
import { recordedDatabaseTypes } from '../../rehearsal/resources/recorded-database.ts';
import { recordedTypes } from '../../rehearsal/resources/recorded-types.ts';
import { Databases } from '../../rehearsal/runtime/databases/databases.ts';
import { Roles } from '../../rehearsal/runtime/identity/roles.ts';
import { LogGroups } from '../../rehearsal/runtime/logs/log-groups.ts';
import { Network } from '../../rehearsal/runtime/network/network.ts';
import { Secrets } from '../../rehearsal/runtime/secrets/secrets.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { withConfiguration } from '../support/with-configuration.ts';
import { synthesizedWith, type Template } from '../synth/assembly.ts';
import { templateOf } from '../synth/resources.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

const DATABASE = { majorVersion: '17', instanceClass: 't4g.micro', storageGiB: 20, multiAz: false, backupDays: 7 };

let template: Template;
let stacks: Stacks;
const deps = { clock: scaledClock(60), ids: randomIds, log: silentLog };
const secrets = new Secrets(deps);
const databases = new Databases({ ids: randomIds, secrets });

beforeAll(() => {
  const assembly = withConfiguration(
    ({ environments }) => Object.assign(environments.find(({ name }) => name === 'dev') ?? {}, { database: DATABASE }),
    (config) => synthesizedWith({ config }),
  );
  template = templateOf(assembly, 'picus-dev-database');
  const network = new Network(deps);
  stacks = new Stacks({
    ...deps,
    types: {
      providers: [
        ec2VpcProvider({ network }),
        ec2SubnetProvider({ network }),
        ec2SecurityGroupProvider({ network, ids: randomIds }),
        iamRoleProvider({ roles: new Roles(deps), ids: randomIds }),
        logsLogGroupProvider({ logs: new LogGroups(deps), ids: randomIds }),
        rdsDbInstanceProvider({ databases, ids: randomIds }),
      ],
      recorded: [...recordedTypes, ...recordedDatabaseTypes],
      known: knownTypes,
    },
    parameterStore: { value: () => '30' },
  });
}, 90_000);

afterAll(() => stacks.stop());

const deploy = async (name: string, body: unknown) =>
  stacks.settled(await stacks.create(scope, { name, templateBody: JSON.stringify(body) }));

/** Stands for the network stack: a VPC and two subnets under the names that the database's stack imports. */
function networkFor(importing: Template): object {
  const names = [...JSON.stringify(importing).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name = '']) => name);
  const idOf = (name: string) =>
    /isolatedSubnet([12])/.exec(name)?.[1] ? `Subnet${/Subnet([12])/.exec(name)?.[1]}` : 'Vpc';
  const subnet = (CidrBlock: string, zone: string) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock, AvailabilityZone: `eu-west-1${zone}` },
  });
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet1: subnet('10.0.0.0/24', 'a'),
      Subnet2: subnet('10.0.1.0/24', 'b'),
    },
    Outputs: Object.fromEntries(
      [...new Set(names)].map((name, index) => [`O${index}`, { Value: { Ref: idOf(name) }, Export: { Name: name } }]),
    ),
  };
}

describe('the synthesized database', () => {
  it('deploys, and exports what tasks need of it: its address, its secret, its key and its security group', async () => {
    expect((await deploy('picus-dev-network', networkFor(template))).status).toBe('CREATE_COMPLETE');
    const stack = await deploy('picus-dev-database', template);
    expect([
      stack.status,
      stack.events.flatMap(({ reason }) => reason ?? []).filter((text) => /fail/i.test(text)),
    ]).toEqual(['CREATE_COMPLETE', []]);
    const { host, port, secretArn } = databases.get(scope, 'picus-dev');
    expect(port).toBe(5433);
    const exported = stack.outputs.map(({ value }) => value);
    expect(exported).toEqual(
      expect.arrayContaining([host, secretArn, expect.stringMatching(/^sg-/), expect.stringMatching(/^arn:aws:kms:/)]),
    );
    expect(exported).toHaveLength(4);
  });
});
