import type { DeploymentCommand } from '../../domain/deployment/commands.ts';
import type { DeploymentError } from '../../domain/deployment/deployment-error.ts';
import type { HookableEvent } from '../../domain/deployment/lifecycle.ts';
import type { Rejection } from '../../domain/deployment/rejection.ts';

/** A record begins with its creation: only what happens afterwards is a command. */
export type ProcessCommand = Exclude<DeploymentCommand, { type: 'Create' }>;

/** What a runner does for a deployment to any compute platform; only a `change` of the world is the platform's own. */
export type ProcessWork =
  | { do: 'nothing' }
  | { do: 'wait'; until?: number }
  | { do: 'decide'; command: ProcessCommand }
  | { do: 'invokeHook'; event: HookableEvent; functionName: string }
  | { do: 'change'; what: string; perform: () => Promise<ProcessCommand> };

/** One deployment as its runner sees it: the platform's decisions and the world they are about. */
export interface DeploymentProcess {
  /** Looks at the world; throws when what is deployed cannot be looked at. */
  next(now: number): ProcessWork;
  /**
   * Whether what is deployed to runs again, which ended with an earlier engine; a deployment of that engine goes on then. True
   * also when it has had its time since `startedAt`, epoch milliseconds.
   */
  hasRecovered(startedAt: number, now: number): boolean;
  /** Decides and records. */
  handle(command: ProcessCommand): Rejection | { events: number };
  /** A failed look or change (`what`) in the words of CodeDeploy. */
  errorOf(error: unknown, what?: string): DeploymentError;
}
