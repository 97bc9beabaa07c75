import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotRelease } from '../release/cannot-release.ts';
import { FakeAws } from '../testing/fake-aws.ts';
import { digestOf, NAMES } from '../testing/fake-images.ts';
import { attachSbom, readSbom, sbomTag } from './attach-sbom.ts';

const SBOM = '{"bomFormat":"CycloneDX"}';
let folder: string;
const written = (content: string) => {
  writeFileSync(join(folder, 'sbom.json'), content);
  return join(folder, 'sbom.json');
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attach-sbom-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an SBOM', () => {
  it('is attached to its image once', async () => {
    const world = new FakeAws();
    for (let count = 0; count < 2; count++)
      await attachSbom(NAMES, digestOf('a'), readSbom(written(SBOM)), world.context());
    expect(world.images.attached.map(({ content, ...rest }) => [String(content), rest])).toEqual([
      [SBOM, { subject: digestOf('a'), tag: sbomTag(digestOf('a')), mediaType: 'application/vnd.cyclonedx+json' }],
    ]);
    // Nothing is uploaded for an image that has its own.
    world.images.attach = () => Promise.reject(new Error('attached again'));
    await attachSbom(NAMES, digestOf('a'), Buffer.from('{}'), world.context());
    expect(world.printedText).toContain(`Attached the SBOM to picus@${digestOf('a')} as sbom-aaaa`);
  });

  it('is of one image: another with the same content gets its own', async () => {
    const world = new FakeAws();
    for (const letter of ['a', 'b']) await attachSbom(NAMES, digestOf(letter), Buffer.from(SBOM), world.context());
    expect(world.images.attached).toHaveLength(2);
    // ECR API, ImageTag: 128 characters at most.
    expect(sbomTag(digestOf('a'))).toMatch(/^[\w][\w.-]{0,127}$/);
  });

  it.each([
    ['nothing', undefined, 'ENOENT'],
    ['no JSON', '<bom/>', 'JSON'],
    ['another format', '{"spdxVersion":"SPDX-2.3"}', 'not "CycloneDX"'],
  ])('that is %s is refused by its file', (_name, content, said) => {
    const file = content === undefined ? join(folder, 'none.json') : written(content);
    expect(() => readSbom(file)).toThrow(CannotRelease);
    expect(() => readSbom(file)).toThrow(`${file} cannot be read as an SBOM: `);
    expect(() => readSbom(file)).toThrow(said);
  });
});
