import type { LogGroups } from '../../runtime/logs/log-groups.ts';

export interface LogsDependencies {
  logs: LogGroups;
}
