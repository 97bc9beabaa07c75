import type { FunctionPermissions } from '../../../rehearsal/runtime/ports/function-permissions.ts';
import type { Functions } from '../../../rehearsal/runtime/ports/functions.ts';

export interface Invocations extends Functions, FunctionPermissions {
  /** What functions were invoked with, in order. */
  readonly received: { reference: string; payload: unknown }[];
  /** Lets a service in for that resource. */
  permit(principal: string, sourceArn: string): void;
}

/** Functions that only remember their invocations; nobody may invoke any until it is permitted. */
export function invocations(): Invocations {
  const received: Invocations['received'] = [];
  const permitted = new Set<string>();
  return {
    received,
    permit: (principal, sourceArn) => void permitted.add(`${principal} ${sourceArn}`),
    permits: (_scope, _reference, { principal, sourceArn }) => permitted.has(`${principal} ${sourceArn}`),
    exists: () => true,
    async invoke(_scope, reference, { payload }) {
      received.push({ reference, payload });
      return { status: 202 };
    },
  };
}
