import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { contains, formatAddress, parseAddress, parseCidr } from './cidr.ts';
import { applyFilters } from './filter.ts';
import { Network } from './network.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };

describe('address ranges', () => {
  it('are read with their first address only', () => {
    expect(parseCidr('10.0.1.0/24')).toEqual({ first: parseAddress('10.0.1.0'), size: 256 });
    expect(parseCidr('10.0.1.1/24')).toBeUndefined();
    expect(parseCidr('10.0.1.0/33')).toBeUndefined();
    expect(formatAddress(parseAddress('203.0.113.255') ?? 0)).toBe('203.0.113.255');
  });
});

describe('a network', () => {
  const make = () => {
    const network = new Network({ ids: randomIds });
    const vpc = network.createVpc(scope, { cidrBlock: '10.0.0.0/24' });
    return { network, vpc, subnet: network.createSubnet(scope, { vpcId: vpc.id, cidrBlock: '10.0.0.16/28' }) };
  };

  it('is the same in an engine that was started again: addresses in use are not given twice', () => {
    const { network, vpc, subnet } = make();
    const facts = { description: 'a task', securityGroups: [vpc.defaultSecurityGroupId] };
    const taken = Array.from({ length: 10 }, () => network.attach(scope, subnet.id, facts));

    const after = new Network({ ids: randomIds });
    after.restore(deserialize(serialize(network.save())) as ReturnType<Network['save']>);
    const last = after.attach(scope, subnet.id, facts);
    expect(taken.map(({ privateAddress }) => privateAddress)).not.toContain(last.privateAddress);
    expect(() => after.attach(scope, subnet.id, facts)).toThrow('free addresses');
    after.detach(scope, taken[0]?.id ?? '');
    expect(after.attach(scope, subnet.id, facts).privateAddress).toBe(taken[0]?.privateAddress);
    expect(() => after.deleteVpc(scope, vpc.id)).toThrow('has dependencies');
  });

  it('gives every address of a subnet once, those that AWS keeps excepted, and takes them back', () => {
    const { network, vpc, subnet } = make();
    const securityGroups = [vpc.defaultSecurityGroupId];
    const attach = () => network.attach(scope, subnet.id, { description: 'task', securityGroups });
    const attached = Array.from({ length: 11 }, attach);
    const addresses = attached.map(({ privateAddress }) => privateAddress);
    expect(new Set(addresses)).toEqual(new Set(Array.from({ length: 11 }, (_, index) => `10.0.0.${20 + index}`)));
    expect(attach).toThrow(expect.objectContaining({ code: 'InsufficientFreeAddressesInSubnet' }));
    network.detach(scope, attached[3]?.id ?? '');
    expect(attach().privateAddress).toBe(addresses[3]);
  });

  it('refuses ranges outside and across others', () => {
    const { network, vpc } = make();
    const create = (cidrBlock: string) => () => network.createSubnet(scope, { vpcId: vpc.id, cidrBlock });
    expect(create('10.0.1.0/28')).toThrow(expect.objectContaining({ code: 'InvalidSubnet.Range' }));
    expect(create('10.0.0.0/27')).toThrow(expect.objectContaining({ code: 'InvalidSubnet.Conflict' }));
    expect(contains(vpc.cidr, { first: vpc.cidr.first, size: 256 })).toBe(true);
  });

  it('is another one in another account and region', () => {
    const { network, subnet } = make();
    const elsewhere = { ...scope, region: 'us-east-1' };
    expect(() => network.subnet(elsewhere, subnet.id)).toThrow(
      expect.objectContaining({ code: 'InvalidSubnetID.NotFound' }),
    );
  });
});

describe('filters', () => {
  const items = [{ name: 'ELB app/a/1' }, { name: 'ELB app/ab/2' }, { name: 'x*y' }];
  const filter = (value: string) =>
    applyFilters(items, [{ name: 'name', values: [value] }], { name: ({ name }) => name }).length;

  it.each([
    ['ELB app/*', 2],
    ['ELB app/a?/2', 1],
    ['elb app/*', 0],
    ['ELB app/a', 0],
    [String.raw`x\*y`, 1],
    [String.raw`ELB app/a/\*`, 0],
  ])('%p finds %p', (value, count) => {
    expect(filter(value)).toBe(count);
  });
});
