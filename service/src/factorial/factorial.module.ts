import { Module } from '@nestjs/common';
import { FactorialController } from './factorial.controller.ts';
import { FactorialPool } from './factorial-pool.ts';
import { Factorials } from './factorials.ts';

@Module({ controllers: [FactorialController], providers: [Factorials, FactorialPool], exports: [FactorialPool] })
export class FactorialModule {}
