import { beforeEach, describe, expect, it } from '@jest/globals';
import { type RecordSet, RecordSets } from './record-sets.ts';

const BALANCER = 'app-1.eu-west-1.elb.amazonaws.com';
const ENDPOINT = { host: '127.0.0.1', port: 40_000 };

let records: RecordSets;

beforeEach(() => {
  records = new RecordSets({
    resolve: (host, port) => ([BALANCER, '10.0.0.5'].includes(host) && port === 443 ? ENDPOINT : undefined),
  });
});

const alias = (name: string, type = 'A', to = BALANCER): RecordSet => ({
  zone: 'Z1',
  name,
  type,
  target: { alias: to, zone: 'Z2' },
});
const values = (name: string, type: string, ...all: string[]): RecordSet => ({
  zone: 'Z1',
  name,
  type,
  target: { values: all },
});

describe('record sets', () => {
  it('lead a name to a load balancer, on its ports only', () => {
    records.create(alias('app.example.com'));
    expect(records.resolve('app.example.com', 443)).toEqual(ENDPOINT);
    expect(records.resolve('APP.example.com.', 443)).toEqual(ENDPOINT);
    expect(records.resolve('app.example.com', 80)).toBeUndefined();
    expect(records.resolve('other.example.com', 443)).toBeUndefined();
    expect(records.resolve(BALANCER, 443)).toEqual(ENDPOINT);
  });

  it('follow names and addresses, and not for ever', () => {
    records.create(alias('app.example.com', 'AAAA'));
    records.create(values('www.example.com', 'CNAME', 'App.example.com.'));
    records.create(values('old.example.com', 'A', '10.0.0.5'));
    records.create(values('round.example.com', 'CNAME', 'round.example.com'));
    records.create(values('text.example.com', 'TXT', BALANCER));
    expect(records.resolve('www.example.com', 443)).toEqual(ENDPOINT);
    expect(records.resolve('old.example.com', 443)).toEqual(ENDPOINT);
    expect(records.resolve('round.example.com', 443)).toBeUndefined();
    expect(records.resolve('text.example.com', 443)).toBeUndefined();
  });

  it('of a wildcard stand for names without records of their own, the nearest first', () => {
    records.create(alias('*.example.com'));
    records.create(alias('*.quiet.example.com', 'A', 'nowhere.example.net'));
    records.create(values('own.example.com', 'TXT', 'x'));
    expect(records.resolve('a.b.example.com', 443)).toEqual(ENDPOINT);
    expect(records.resolve('a.quiet.example.com', 443)).toBeUndefined();
    expect(records.resolve('own.example.com', 443)).toBeUndefined();
    expect(records.resolve('example.com', 443)).toBeUndefined();
  });

  it('are one a name and type, and a CNAME is alone', () => {
    records.create(alias('app.example.com'));
    expect(() => records.create(alias('app.example.com'))).toThrow(
      "[Tried to create resource record set [name='app.example.com.', type='A'] but it already exists]",
    );
    expect(() => records.create(values('app.example.com', 'CNAME', 'b'))).toThrow('conflicting RRSet of type A');
    records.create(alias('app.example.com', 'AAAA'));
    records.create({ ...alias('app.example.com'), zone: 'Z3' });
  });

  it('are replaced by what may stand there, or stay', () => {
    const [a, cname] = [alias('app.example.com'), values('app.example.com', 'CNAME', 'b.example.com')];
    records.create(a);
    records.create(alias('app.example.com', 'AAAA'));
    expect(() => records.replace(a, cname)).toThrow('conflicting RRSet of type AAAA');
    expect(records.resolve('app.example.com', 443)).toEqual(ENDPOINT);
    records.delete(alias('app.example.com', 'AAAA'));
    records.replace(a, cname);
    expect(records.resolve('app.example.com', 443)).toBeUndefined();
  });

  it('tell which names lead somewhere', () => {
    records.create(alias('app.example.com', 'A', `dualstack.${BALANCER}`));
    records.create(alias('app.example.com', 'AAAA', `dualstack.${BALANCER}`));
    records.create(values('www.example.com', 'CNAME', 'elsewhere.example.com'));
    expect(records.namesOf(BALANCER)).toEqual(['app.example.com']);
  });

  it('are there again in another engine', () => {
    records.create(alias('app.example.com'));
    const next = new RecordSets({ resolve: () => ENDPOINT });
    next.restore(structuredClone(records.save()));
    expect(next.save()).toEqual(records.save());
  });
});
