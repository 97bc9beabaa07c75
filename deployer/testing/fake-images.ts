import { type Artifact, type ImageGateway, type ImageId, type Scan, TagTaken } from '../images/repository.ts';
import type { ImageNames } from '../images/image-names.ts';

export const NAMES: ImageNames = {
  registry: '111111111111.dkr.ecr.eu-west-1.amazonaws.com',
  repository: 'picus',
  region: 'eu-west-1',
  hash: '0123456789abcdef',
  tag: 'src-0123456789abcdef',
  testedTag: 'tested-0123456789abcdef',
  platform: 'linux/arm64',
};

/** `sha256:aaaa…` */
export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** An image repository with immutable tags: a real fake of the gateway. */
export class FakeImages implements ImageGateway {
  /** Digests by tag. */
  readonly tags = new Map<string, string>();
  /** What each look at the scan sees, the last one for good. */
  scans: Scan[] = [{ state: 'done', status: 'COMPLETE', findings: [] }];
  /** Tags that somebody tried to put, in order. */
  readonly put: string[] = [];
  /** What was attached, in order. */
  readonly attached: (Artifact & { subject: string })[] = [];
  /** Happens before the next tag is put: somebody else is quicker. */
  beforePut: (() => void) | undefined;

  async find(_where: unknown, id: ImageId) {
    const digest = 'tag' in id ? this.tags.get(id.tag) : id.digest;
    const tags = [...this.tags].filter(([, of]) => of === digest).map(([tag]) => tag);
    return digest === undefined || tags.length === 0 ? undefined : { digest, tags };
  }

  async credentials() {
    return { username: 'AWS', password: 'a-secret' };
  }

  async scan() {
    const [next] = this.scans.length > 1 ? this.scans.splice(0, 1) : this.scans;
    return next!;
  }

  async addTag(_where: unknown, digest: string, tag: string): Promise<'added' | 'was there'> {
    this.put.push(tag);
    this.beforePut?.();
    this.beforePut = undefined;
    const holder = this.tags.get(tag);
    if (holder === digest) return 'was there';
    if (holder !== undefined) throw new TagTaken(`The image tag '${tag}' already exists`);
    this.tags.set(tag, digest);
    return 'added';
  }

  async attach(_where: unknown, subject: string, artifact: Artifact): Promise<'added' | 'was there'> {
    if (this.tags.has(artifact.tag)) return 'was there';
    this.tags.set(artifact.tag, digestOf('f'));
    this.attached.push({ subject, ...artifact });
    return 'added';
  }
}
