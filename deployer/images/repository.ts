/** The narrow view that commands have of an image repository. */
export interface ImageGateway {
  /** The image under a tag or digest. */
  find(where: Repository, id: ImageId): Promise<StoredImage | undefined>;
  /** What `docker login` wants, once; the password opens every repository that the caller may use, for 12 hours. */
  credentials(where: Repository): Promise<{ username: string; password: string }>;
  scan(where: Repository, digest: string): Promise<Scan>;
  /** Puts a further tag on an image. Throws TagTaken where another image has it. */
  addTag(where: Repository, digest: string, tag: string): Promise<'added' | 'was there'>;
  /** Stores what belongs to an image beside it. That its tag is taken means that it was attached before. */
  attach(where: Repository, digest: string, artifact: Artifact): Promise<'added' | 'was there'>;
}

/** Something about an image, such as its SBOM. */
export interface Artifact {
  tag: string;
  mediaType: string;
  content: Uint8Array;
}

export interface Repository {
  region: string;
  repository: string;
}

export type ImageId = { tag: string } | { digest: string };

export interface StoredImage {
  /** `sha256:…` of its manifest. */
  digest: string;
  tags: string[];
}

/** In ascending order of how bad they are (ECR API reference, ImageScanFindings: FindingSeverity). */
export const SEVERITIES = ['UNDEFINED', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Scan {
  state: 'pending' | 'done' | 'failed';
  /** ECR's word for the state, and what it says about it. */
  status: string;
  findings: Finding[];
}

export interface Finding {
  /** For example `CVE-2026-1234`. */
  name: string;
  severity: Severity;
  /** Name and version. */
  package: string;
}

/** An immutable tag is on another image already. */
export class TagTaken extends Error {
  override readonly name = 'TagTaken';
}
