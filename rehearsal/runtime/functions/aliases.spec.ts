import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { Aliases, chosenVersion } from './aliases.ts';
import { DEFAULT_SETTINGS, type FunctionRecord, type FunctionVersion } from './function-record.ts';
import { permits, addStatement } from './permissions.ts';
import { publishVersion, removeVersion } from './versions.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:f';
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/f/1234567890abcdef';

let record: FunctionRecord;
let aliases: Aliases;

beforeEach(() => {
  const latest: FunctionVersion = {
    ...DEFAULT_SETTINGS,
    role: 'arn:aws:iam::111111111111:role/r',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    architectures: ['x86_64'],
    logGroup: '/aws/lambda/f',
    version: '$LATEST',
    code: { sha256: 'first', size: 1, root: '/code' },
    revisionId: 'r1',
    lastModified: 0,
  };
  record = {
    name: 'f',
    scope: SCOPE,
    arn: ARN,
    latest,
    versions: [],
    published: 0,
    aliases: new Map(),
    permissions: [],
    tags: {},
    running: 0,
  };
  aliases = new Aliases(randomIds, () => record);
});

const publish = (change: Partial<FunctionVersion> = {}) => {
  record.latest = {
    ...record.latest,
    ...change,
    revisionId: randomIds.uuid(),
    lastModified: record.latest.lastModified + 1,
  };
  return publishVersion(record, undefined, {});
};

describe('versions', () => {
  it('are made only when code or configuration changed, environment included', () => {
    expect(publish()).toMatchObject({ version: { version: '1' }, isNew: true });
    expect(publish()).toMatchObject({ version: { version: '1' }, isNew: false });
    expect(publish({ environment: { A: '1', B: '2' } })).toMatchObject({ version: { version: '2' }, isNew: true });
    expect(publish({ environment: { B: '2', A: '1' } })).toMatchObject({ version: { version: '2' }, isNew: false });
    expect(publish({ code: { sha256: 'second', size: 1, root: '/code' } }).isNew).toBe(true);
  });

  it('never get a number again, and stay while an alias names them', () => {
    publish();
    publish({ timeout: 4 });
    aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1', weights: { 2: 0.5 } });
    for (const number of ['1', '2'])
      expect(() => removeVersion(record, number)).toThrow(
        'Unable to delete version because the following aliases reference it: [live]',
      );
    aliases.update(SCOPE, 'f', 'live', { weights: {} });
    removeVersion(record, '2');
    expect(publish({ timeout: 5 }).version.version).toBe('3');
  });

  it('hold to the code and the revision that the caller knows', () => {
    expect(() => publishVersion(record, '', { codeSha256: 'other' })).toThrow(
      'CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (first).',
    );
    expect(() => publishVersion(record, '', { revisionId: 'other' })).toThrow(/Revision Id provided does not match/);
    expect(publishVersion(record, 'why', { codeSha256: 'first', revisionId: 'r1' }).version.description).toBe('why');
  });
});

describe('aliases', () => {
  beforeEach(() => {
    publish();
    publish({ timeout: 4 });
    publish({ timeout: 5 });
  });

  it('share invocations by weight', () => {
    const alias = aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1', weights: { 2: 0.1 } });
    const [count, share] = [20_000, 0.1];
    // A linear congruential generator: repeatable, and good enough for a share.
    let state = 12_345;
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    const second = Array.from({ length: count }, () => chosenVersion(alias, random)).filter(
      (version) => version === '2',
    );
    const standardError = Math.sqrt((share * (1 - share)) / count);
    expect(Math.abs(second.length / count - share)).toBeLessThan(4 * standardError);
    expect(chosenVersion({ ...alias, additional: { version: '2', weight: 0 } }, () => 0)).toBe('1');
    expect(chosenVersion({ ...alias, additional: { version: '2', weight: 1 } }, () => 0.999_999)).toBe('2');
  });

  it('keep what an update does not name', () => {
    aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1', description: 'd', weights: { 2: 0.1 } });
    expect(aliases.update(SCOPE, 'f', 'live', { functionVersion: '3' })).toMatchObject({
      functionVersion: '3',
      description: 'd',
      additional: { version: '2', weight: 0.1 },
    });
    expect(aliases.update(SCOPE, 'f', 'live', { weights: {} }).additional).toBeUndefined();
  });

  it.each([
    ['1', { 2: 0.1, 3: 0.1 }, 'InvalidParameterValueException', /cannot be greater than 1/],
    ['1', { 1: 0.1 }, 'InvalidParameterValueException', /already included in routing configuration/],
    ['$LATEST', { 1: 0.1 }, 'InvalidParameterValueException', /LATEST is not supported for an alias pointing to more/],
    ['1', { $LATEST: 0.1 }, 'ValidationException', /regular expression pattern: \[0-9\]\+/],
    ['1', { 2: 1.1 }, 'ValidationException', /less than or equal to 1\.0/],
    ['1', { 2: -0.1 }, 'ValidationException', /greater than or equal to 0\.0/],
    ['1', { 9: 0.1 }, 'ResourceNotFoundException', /Function not found: .*:f:9/],
    ['live', {}, 'ValidationException', /'functionVersion'/],
  ])('from %s to %j are refused', (functionVersion, weights, code, message) => {
    const create = () => aliases.create(SCOPE, 'f', { name: 'live', functionVersion, weights });
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code }));
  });

  it('have names that no version could have, once', () => {
    expect(() => aliases.create(SCOPE, 'f', { name: '12', functionVersion: '1' })).toThrow(/at 'name'/);
    aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1' });
    expect(() => aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1' })).toThrow(/Alias already exists/);
  });
});

describe('policies', () => {
  it.each([
    ['of the alias', { qualifier: 'live' }, true],
    ['of the function alone', {}, false],
    ['for another service', { qualifier: 'live', principal: 'events.amazonaws.com' }, false],
    ['for another action', { qualifier: 'live', action: 'lambda:GetFunction' }, false],
    ['for the source', { qualifier: 'live', sourceArn: GROUP }, true],
    ['for sources like it', { qualifier: 'live', sourceArn: GROUP.replace(/[^/]+$/, '*') }, true],
    ['for another source', { qualifier: 'live', sourceArn: `${GROUP}0` }, false],
    ['for sources in another region', { qualifier: 'live', sourceArn: GROUP.replace('eu-west-1', 'us-*') }, false],
    ['for the account', { qualifier: 'live', sourceAccount: '111111111111' }, true],
    ['for another account', { qualifier: 'live', sourceAccount: '222222222222' }, false],
  ])('%s permit: %j → %p', (_what, statement, expected) => {
    const principal = 'elasticloadbalancing.amazonaws.com';
    publish();
    aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1' });
    addStatement(record, { id: '1', action: 'lambda:InvokeFunction', principal, ...statement });
    expect(permits(record, 'live', { principal, sourceArn: GROUP })).toBe(expected);
  });
});
