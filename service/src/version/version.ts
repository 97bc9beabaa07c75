import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ProcessConfig } from '../config/process-config.ts';
import type { ImageFacts } from './image-facts.ts';

/** Injection token of the {@link ImageFacts}. */
export const IMAGE_FACTS = Symbol('ImageFacts');

export interface VersionFacts {
  /** The commit, or `development` outside an image. */
  readonly version: string;
  readonly gitSha: string | null;
  /** The task definition's label (RELEASE), if it has one. */
  readonly release: string | null;
  readonly node: string;
}

@Injectable()
export class Version {
  readonly facts: VersionFacts;

  constructor(@Inject(IMAGE_FACTS) image: ImageFacts, @Inject(SERVICE_CONFIG) config: ProcessConfig) {
    this.facts = {
      version: image.gitSha ?? 'development',
      gitSha: image.gitSha,
      release: config.release ?? null,
      node: process.version,
    };
  }
}
