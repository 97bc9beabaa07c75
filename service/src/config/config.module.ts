import { type DynamicModule, Module } from '@nestjs/common';
import type { ProcessConfig } from './process-config.ts';

/** Injection token of the validated configuration: the app's ServiceConfig, or the redirect app's RedirectConfig. */
export const SERVICE_CONFIG = Symbol('ServiceConfig');

@Module({})
export class ConfigModule {
  static of(config: ProcessConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: SERVICE_CONFIG, useValue: config }],
      exports: [SERVICE_CONFIG],
    };
  }
}
