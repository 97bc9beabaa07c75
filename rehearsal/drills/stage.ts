import type { DrilledProduct } from '../adapters/product/product-config.ts';
import type { Engine } from '../engine.ts';
import type { Scope } from '../kernel/scope.ts';
import type { AwsClients } from './aws-clients.ts';
import type { LiveDisplay } from './terminal/live-display.ts';

/** Where drills are played. */
export interface Stage {
  engine: Engine;
  product: DrilledProduct;
  scope: Scope;
  clients: AwsClients;
  display: LiveDisplay;
  signal: AbortSignal;
  /** Load before and after, in real milliseconds: what the release is compared with. Default: 3000. */
  quietMs?: number;
}

export const QUIET_MS = 3000;
