import type { Topics } from '../../runtime/notifications/topics.ts';

export interface SnsDependencies {
  topics: Topics;
}
