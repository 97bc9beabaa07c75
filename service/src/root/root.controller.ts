import { Controller, Get } from '@nestjs/common';

@Controller()
export class RootController {
  @Get()
  greet(): { message: string } {
    return { message: 'Olá, mundo!' };
  }
}
