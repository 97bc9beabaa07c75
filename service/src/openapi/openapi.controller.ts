import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Description, readDescription } from './description-file.ts';

@Controller('openapi.json')
export class OpenApiController {
  #description: Promise<Description> | undefined;

  /** Read when first asked for: starting costs nothing. */
  @Get()
  async show(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { text, etag } = await (this.#description ??= readDescription());
    // Another release may answer the next request.
    reply.header('etag', etag).header('cache-control', 'no-cache');
    // RFC 9110, section 13.1.2: compared weakly.
    if (known?.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))) {
      reply.code(304);
      return undefined;
    }
    reply.type('application/json; charset=utf-8');
    return text;
  }
}
