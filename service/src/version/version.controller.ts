import { Controller, Get } from '@nestjs/common';
import { Version, type VersionFacts } from './version.ts';

@Controller('version')
export class VersionController {
  constructor(private readonly version: Version) {}

  @Get()
  show(): VersionFacts {
    return this.version.facts;
  }
}
