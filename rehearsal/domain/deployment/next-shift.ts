import { assertNever } from '../../kernel/assert-never.ts';
import type { Route } from './commands.ts';
import type { Deployment } from './deployment.ts';
import { incomingGets, type Weights } from './weights.ts';

export interface Shift {
  route: Route;
  weights: Weights;
}

/** The next change of a listener's weights in the event in progress, or undefined when it has none (left). */
export function expectedShift(state: Extract<Deployment, { phase: 'Running' }>): Shift | undefined {
  const { stage, plan } = state;
  switch (stage.event) {
    case 'Install':
      // What an earlier deployment left in the incoming group must lose its traffic before it is drained.
      return state.leftovers.length > 0 && state.production.incoming > 0
        ? { route: 'production', weights: incomingGets(0) }
        : undefined;
    case 'AllowTestTraffic':
      return plan.test && state.test?.incoming !== 100 ? { route: 'test', weights: incomingGets(100) } : undefined;
    case 'AllowTraffic': {
      const step = plan.steps[stage.stepsTaken];
      return step && { route: 'production', weights: incomingGets(step.percent) };
    }
    case 'BeforeInstall':
    case 'AfterInstall':
    case 'AfterAllowTestTraffic':
    case 'BeforeAllowTraffic':
    case 'AfterAllowTraffic':
      return undefined;
    default:
      return assertNever(stage, 'stage');
  }
}
