import { Module } from '@nestjs/common';
import { Items } from './items.ts';
import { ItemsController } from './items.controller.ts';
import { ItemsHealth } from './items-health.ts';

@Module({ controllers: [ItemsController], providers: [Items, ItemsHealth], exports: [ItemsHealth] })
export class ItemsModule {}
