import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConfigModule } from './config/config.module.ts';
import type { ServiceConfig } from './config/service-config.ts';
import { FactorialModule } from './factorial/factorial.module.ts';
import { ItemsModule } from './items/items.module.ts';
import { HealthModule } from './health/health.module.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import type { DrainWait } from './lifecycle/drain.ts';
import { LifecycleModule } from './lifecycle/lifecycle.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { RootModule } from './root/root.module.ts';
import { SidecarModule } from './sidecar/sidecar.module.ts';
import type { ImageFacts } from './version/image-facts.ts';
import { VersionModule } from './version/version.module.ts';

/** What the service does not find out by itself. */
export interface Surroundings {
  readonly config: ServiceConfig;
  readonly image: ImageFacts;
  readonly drainWait: DrainWait;
}

@Module({})
export class AppModule {
  static of({ config, image, drainWait }: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        LifecycleModule.of(drainWait),
        VersionModule.of(image),
        RootModule,
        OpenApiModule,
        HealthModule,
        FactorialModule,
        ItemsModule,
        SidecarModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
