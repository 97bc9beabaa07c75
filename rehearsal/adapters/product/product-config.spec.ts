import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDrilledProduct, readProductConfig } from './product-config.ts';

const own = JSON.parse(readFileSync(new URL('../../../rehearsal.config.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

describe('the issuer of rehearsal.config.json', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const read = (issuer: unknown) => {
    const file = join(directory, 'rehearsal.config.json');
    writeFileSync(file, JSON.stringify({ ...own, issuer }));
    return readProductConfig(file);
  };

  it('is optional', () => {
    const issuer = { url: 'https://issuer.picus.test/tenant', audience: 'picus' };
    expect(read(issuer).issuer).toEqual(issuer);
    expect(read(undefined).issuer).toBeUndefined();
  });

  it.each([
    [{ url: 'http://issuer.picus.test', audience: 'picus' }, 'issuer.url'],
    [{ url: 'https://issuer.picus.test' }, 'issuer.audience'],
    [{ url: 'https://issuer.picus.test', audience: 'picus', keys: [] }, 'keys'],
  ])('%j is refused', (issuer, where) => {
    expect(() => read(issuer)).toThrow(where);
  });
});

describe('the certificates of rehearsal.config.json', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const read = (certificates: unknown) => {
    const file = join(directory, 'rehearsal.config.json');
    writeFileSync(file, JSON.stringify({ ...own, certificates }));
    return readProductConfig(file);
  };
  const arn = 'arn:aws:acm:eu-west-1:111111111111:certificate/11111111-1111-4111-8111-111111111111';

  it('are optional', () => {
    const certificates = [{ arn, domains: ['app.example.com', '*.example.com'] }];
    expect(read(certificates).certificates).toEqual(certificates);
    expect(read(undefined).certificates).toBeUndefined();
  });

  it.each([
    [{ arn: 'certificate', domains: ['app.example.com'] }, 'Write the ARN of a certificate of ACM'],
    [{ arn, domains: [] }, 'Name at least one domain'],
    [{ arn, domains: ['https://app.example.com'] }, 'Write domain names in lower case'],
    [{ arn, domains: ['app.example.com'], key: 'k' }, 'key'],
  ])('%j is refused', (certificate, what) => {
    expect(() => read([certificate])).toThrow(what);
  });
});

describe('a product that is rehearsed by its pipeline only', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const written = () => {
    const file = join(directory, 'rehearsal.config.json');
    const commands = { build: ['make'], synthesize: ['cdk', 'synth', '--output', '{assembly}'] };
    writeFileSync(file, JSON.stringify({ commands, images: [] }));
    return file;
  };

  it('needs no drill and no commands that release', () => {
    expect(readProductConfig(written()).drill).toBeUndefined();
  });

  it('is told what is missing where releases are to be played', () => {
    expect(() => readDrilledProduct(written())).toThrow('write commands.deploy, commands.finish, drill.');
  });
});
