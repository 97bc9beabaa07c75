import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { FactorialModule } from '../factorial/factorial.module.ts';
import { SidecarModule } from '../sidecar/sidecar.module.ts';
import { ItemsModule } from '../items/items.module.ts';
import { Checks } from './checks.ts';
import { HealthController } from './health.controller.ts';

@Module({
  // Its logger would write an error for every check during a drain; the access log has the 503s.
  imports: [TerminusModule.forRoot({ logger: false }), FactorialModule, SidecarModule, ItemsModule],
  controllers: [HealthController],
  providers: [Checks],
})
export class HealthModule {}
