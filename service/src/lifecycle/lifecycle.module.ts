import { type DynamicModule, Module } from '@nestjs/common';
import { Drain, DRAIN_WAIT, type DrainWait } from './drain.ts';
import { LastWord } from './last-word.ts';

@Module({})
export class LifecycleModule {
  static of(wait: DrainWait): DynamicModule {
    return {
      module: LifecycleModule,
      global: true,
      providers: [{ provide: DRAIN_WAIT, useValue: wait }, Drain, LastWord],
      exports: [Drain],
    };
  }
}
