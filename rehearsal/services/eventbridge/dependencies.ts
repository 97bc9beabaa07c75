import type { Events } from '../../runtime/events/events.ts';

export interface EventBridgeDependencies {
  events: Events;
}
