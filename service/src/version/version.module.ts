import { type DynamicModule, Module } from '@nestjs/common';
import type { ImageFacts } from './image-facts.ts';
import { VersionController } from './version.controller.ts';
import { IMAGE_FACTS, Version } from './version.ts';

@Module({})
export class VersionModule {
  static of(image: ImageFacts): DynamicModule {
    return {
      module: VersionModule,
      global: true,
      controllers: [VersionController],
      providers: [{ provide: IMAGE_FACTS, useValue: image }, Version],
      exports: [Version],
    };
  }
}
