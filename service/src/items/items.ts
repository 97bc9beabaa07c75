import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SERVICE_CONFIG } from '../config/config.module.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { type ItemStore, ItemStoreUnavailable } from './item-store.ts';

/** The item store, opened when first used: the AWS SDK is large, and listening does not wait for it. */
@Injectable()
export class Items implements OnApplicationShutdown {
  #store: Promise<ItemStore> | undefined;

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  get configured(): boolean {
    return this.config.items !== undefined;
  }

  /** Rejects with {@link ItemStoreUnavailable} where no table is configured. */
  store(): Promise<ItemStore> {
    return (this.#store ??= this.#open());
  }

  /** After the server has closed: until then requests are answered. */
  async onApplicationShutdown(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    store?.close();
  }

  async #open(): Promise<ItemStore> {
    if (this.config.items === undefined) throw new ItemStoreUnavailable('TABLE_NAME is not set');
    const { dynamoItemStore } = await import('./dynamo-item-store.ts');
    return dynamoItemStore(this.config.items);
  }
}
