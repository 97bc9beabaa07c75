import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceConfig } from './service-config.ts';

/** Injection token of the validated {@link ServiceConfig}. */
export const SERVICE_CONFIG = Symbol('ServiceConfig');

@Module({})
export class ConfigModule {
  static of(config: ServiceConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: SERVICE_CONFIG, useValue: config }],
      exports: [SERVICE_CONFIG],
    };
  }
}
