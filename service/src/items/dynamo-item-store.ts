import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { itemOfAttributes, itemOfAttributeValues } from './dynamo-attributes.ts';
import { within } from './dynamo-call.ts';
import { dynamoClient } from './dynamo-client.ts';
import { conditionOf, NAMES } from './dynamo-condition.ts';
import type { Item } from './item.ts';
import {
  type Created,
  type Deleted,
  type ItemPage,
  type ItemStore,
  ItemStoreUnavailable,
  type Replaced,
} from './item-store.ts';
import { matches, type TagCondition } from './item-tag.ts';
import type { ItemsConfig } from './items-config.ts';

/** What the probe asks for: no item can have this key (item-key.ts). */
const PROBE_KEY = '.';

/** How often a write is tried again because the item changed between its condition and the answer to it. */
const ROUNDS = 3;

/** Items in DynamoDB. Region, endpoint and credentials come from the AWS SDK's own variables. */
export const dynamoItemStore = (config: ItemsConfig): ItemStore => new DynamoItemStore(dynamoClient(config), config);

/**
 * Sources: DynamoDB API reference, PutItem, UpdateItem, DeleteItem (ConditionExpression,
 * ReturnValuesOnConditionCheckFailure), GetItem (ConsistentRead), Scan (Limit, ExclusiveStartKey, pages of 1 MB).
 */
class DynamoItemStore implements ItemStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: { readonly TableName: string };
  readonly #timeoutMs: number;

  constructor(client: DynamoDBDocumentClient, config: ItemsConfig) {
    this.#client = client;
    this.#table = { TableName: config.tableName };
    this.#timeoutMs = config.timeoutMs;
  }

  get(key: string): Promise<Item | undefined> {
    return within(this.#timeoutMs, (abortSignal) => this.#get(key, abortSignal));
  }

  /**
   * Scan in pages: DynamoDB's own order is that of the keys' hashes, a page costs half a read unit for every 4 KB it
   * reads, and the read is eventually consistent, so a write of the last moment may be missing. It needs no index that
   * every write would pay for, nor the one hot partition that such an index over all items would be.
   */
  list(limit: number, after: string | undefined): Promise<ItemPage> {
    return within(this.#timeoutMs, async (abortSignal) => {
      const start = after === undefined ? {} : { ExclusiveStartKey: { key: after } };
      const page = await this.#client.send(new ScanCommand({ ...this.#table, Limit: limit, ...start }), {
        abortSignal,
      });
      const last: unknown = page.LastEvaluatedKey?.['key'];
      return {
        items: (page.Items ?? []).map(itemOfAttributes),
        last: typeof last === 'string' ? last : undefined,
      };
    });
  }

  create(key: string, value: string): Promise<Created> {
    const time = new Date().toISOString();
    const item: Item = { key, value, version: 1, createdAt: time, updatedAt: time };
    const put = new PutCommand({
      ...this.#table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': NAMES['#key'] },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.#write<Created>(
      key,
      async (abortSignal) => {
        await this.#client.send(put, { abortSignal });
        return { outcome: 'created', item };
      },
      (current) => {
        // It was there, and now is gone: try again.
        if (current === undefined) return undefined;
        return current.value === value ? { outcome: 'same', item: current } : { outcome: 'taken', current };
      },
    );
  }

  replace(key: string, value: string, condition: TagCondition): Promise<Replaced> {
    const { expression, names, values } = conditionOf(condition);
    const update = new UpdateCommand({
      ...this.#table,
      Key: { key },
      UpdateExpression: 'SET #value = :value, #version = #version + :one, #updatedAt = :now',
      ConditionExpression: `${expression} AND #value <> :value`,
      ExpressionAttributeNames: {
        ...names,
        '#version': NAMES['#version'],
        '#value': NAMES['#value'],
        '#updatedAt': NAMES['#updatedAt'],
      },
      ExpressionAttributeValues: { ...values, ':value': value, ':one': 1, ':now': new Date().toISOString() },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.#write<Replaced>(
      key,
      async (abortSignal) => {
        const { Attributes } = await this.#client.send(update, { abortSignal });
        return { outcome: 'replaced', item: itemOfAttributes(Attributes) };
      },
      (current) => {
        if (current === undefined) return { outcome: 'absent' };
        if (current.value === value) return { outcome: 'same', item: current };
        return matches(condition, current) ? undefined : { outcome: 'mismatch', current };
      },
    );
  }

  delete(key: string, condition: TagCondition): Promise<Deleted> {
    const { expression, names, values } = conditionOf(condition);
    const command = new DeleteCommand({
      ...this.#table,
      Key: { key },
      ConditionExpression: expression,
      ExpressionAttributeNames: names,
      ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.#write<Deleted>(
      key,
      async (abortSignal) => {
        await this.#client.send(command, { abortSignal });
        return { outcome: 'deleted' };
      },
      (current) => {
        if (current === undefined) return { outcome: 'absent' };
        return matches(condition, current) ? undefined : { outcome: 'mismatch', current };
      },
    );
  }

  async probe(abortSignal: AbortSignal): Promise<void> {
    await this.#get(PROBE_KEY, abortSignal);
  }

  close(): void {
    this.#client.destroy();
  }

  async #get(key: string, abortSignal: AbortSignal): Promise<Item | undefined> {
    const { Item } = await this.#client.send(new GetCommand({ ...this.#table, Key: { key }, ConsistentRead: true }), {
      abortSignal,
    });
    return Item === undefined ? undefined : itemOfAttributes(Item);
  }

  /**
   * One conditional write. When its condition fails, `explain` says what that means for the item as it was then;
   * undefined: for this item the condition holds, so it has changed since, and the write is tried again.
   */
  #write<T>(
    key: string,
    send: (signal: AbortSignal) => Promise<T>,
    explain: (current: Item | undefined) => T | undefined,
  ): Promise<T> {
    return within(this.#timeoutMs, async (signal) => {
      for (let round = 0; round < ROUNDS; round++) {
        try {
          return await send(signal);
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          const explained = explain(await this.#atFailure(error, key, signal));
          if (explained !== undefined) return explained;
        }
      }
      throw new ItemStoreUnavailable('the item changes faster than it can be written');
    });
  }

  /** The error brings the item; where it brings none there was none, or the server (an emulator) never sends it. */
  async #atFailure(
    { Item: values }: ConditionalCheckFailedException,
    key: string,
    signal: AbortSignal,
  ): Promise<Item | undefined> {
    return values === undefined ? this.#get(key, signal) : itemOfAttributeValues(values);
  }
}
