import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConfigModule } from '../config/config.module.ts';
import { ProblemFilter } from '../http/problem.filter.ts';
import type { DrainWait } from '../lifecycle/drain.ts';
import { LifecycleModule } from '../lifecycle/lifecycle.module.ts';
import type { ImageFacts } from '../version/image-facts.ts';
import { VersionModule } from '../version/version.module.ts';
import type { RedirectConfig } from './redirect-config.ts';
import { RedirectHealthController } from './redirect-health.controller.ts';
import { Redirects } from './redirects.ts';

/** What the redirect app does not find out by itself. */
export interface RedirectSurroundings {
  readonly config: RedirectConfig;
  readonly image: ImageFacts;
  readonly drainWait: DrainWait;
}

/** The second container of a task: a reverse proxy with a table of routes. */
@Module({})
export class RedirectModule {
  static of({ config, image, drainWait }: RedirectSurroundings): DynamicModule {
    return {
      module: RedirectModule,
      imports: [ConfigModule.of(config), LifecycleModule.of(drainWait), VersionModule.of(image)],
      controllers: [RedirectHealthController],
      providers: [Redirects, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
