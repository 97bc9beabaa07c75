import { Body, Controller, Get, Headers, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BodyLimit } from '../http/json-bodies.ts';
import { Problem } from '../http/problem.ts';
import { type Item, itemJson, itemPath } from './item.ts';
import { BODY_BYTES, parseItemBody } from './item-body.ts';
import { encodeCursor } from './item-cursor.ts';
import { keyInPath } from './item-key.ts';
import { parsePageQuery } from './item-page-query.ts';
import { asProblem, itemMismatch, itemTaken } from './item-problems.ts';
import type { ItemStore } from './item-store.ts';
import { entityTag, matches, parseIfMatch, parseIfNoneMatch } from './item-tag.ts';
import { Items } from './items.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The items. `DELETE /picus/{key}` is a function behind the same load balancer (functions/delete-item.ts). */
@Controller('picus')
export class ItemsController {
  constructor(private readonly items: Items) {}

  /**
   * A page, in no order that means anything. It can have fewer items than `limit`, even none: the list ends where
   * `nextCursor` is null.
   */
  @Get()
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { limit, after } = parsePageQuery(query);
    const { items, last } = await this.use(request, (store) => store.list(limit, after));
    const nextCursor = last === undefined ? null : encodeCursor(last);
    reply.type(JSON_TYPE);
    return `{"items":[${items.map(itemJson).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
  }

  @Get(':key')
  async show(
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const known = parseIfNoneMatch(ifNoneMatch);
    const key = keyInPath(request.url);
    const item = key === undefined ? undefined : await this.use(request, (store) => store.get(key));
    if (item === undefined) throw Problem.notFound(request.url.split('?', 1)[0] ?? '');
    // Kept by whoever asked, and asked about each time: answers are not stored otherwise (http/security-headers.ts).
    reply.header('etag', entityTag(item)).header('cache-control', 'private, no-cache');
    if (known === undefined || !matches(known, item)) return send(reply, item);
    reply.code(304);
    return undefined;
  }

  /**
   * Puts an item: 201 when it is new, 200 when it is there with this value already, so that a request may be repeated;
   * 409 when it is there with another value. With `If-Match`, replaces the value of an item that is in the state named
   * (200, or 412 when it is not).
   */
  @Post()
  @BodyLimit(BODY_BYTES)
  async put(
    @Body() body: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const condition = parseIfMatch(ifMatch);
    const { key, value } = parseItemBody(body ?? '');
    const result = await this.use(request, async (store) =>
      condition === undefined ? store.create(key, value) : store.replace(key, value, condition),
    );
    switch (result.outcome) {
      case 'created':
        reply.header('location', itemPath(key));
        reply.code(201);
        break;
      case 'same':
      case 'replaced':
        reply.code(200);
        break;
      case 'taken':
        throw itemTaken(result.current);
      case 'mismatch':
        throw itemMismatch(result.current);
      case 'absent':
        throw itemMismatch();
    }
    reply.header('etag', entityTag(result.item));
    return send(reply, result.item);
  }

  private async use<T>(request: FastifyRequest, call: (store: ItemStore) => Promise<T>): Promise<T> {
    try {
      return await call(await this.items.store());
    } catch (error) {
      const problem = asProblem(error);
      // A problem tells clients no causes.
      if (problem !== error) request.log.warn({ err: error }, 'item store not available');
      throw problem;
    }
  }
}

function send(reply: FastifyReply, item: Item): string {
  reply.type(JSON_TYPE);
  return itemJson(item);
}
