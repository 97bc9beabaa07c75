import { Module } from '@nestjs/common';
import { Sidecar } from './sidecar.ts';

@Module({ providers: [Sidecar], exports: [Sidecar] })
export class SidecarModule {}
