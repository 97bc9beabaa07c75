import { list, struct } from '../domain/stack/property-shape.ts';
import { missing, notRehearsed, tooManyActions, validationError } from '../runtime/load-balancing/errors.ts';
import type { ListenerAction } from '../runtime/load-balancing/load-balancing-state.ts';

/** One action as templates write it. */
export interface TemplateAction {
  Type: string;
  Order?: number | string;
  TargetGroupArn?: string;
  ForwardConfig?: { TargetGroups?: { TargetGroupArn: string; Weight?: number | string }[] };
  FixedResponseConfig?: { StatusCode: string | number; ContentType?: string; MessageBody?: string };
  RedirectConfig?: {
    StatusCode: string;
    Protocol?: string;
    Host?: string;
    Port?: string | number;
    Path?: string;
    Query?: string;
  };
}

/** Stickiness of target groups and authentication are left out: the executor refuses them by name. */
export const actionsShape = list(
  struct({
    Type: 'value',
    Order: 'value',
    TargetGroupArn: 'value',
    ForwardConfig: struct({ TargetGroups: list(struct({ TargetGroupArn: 'value', Weight: 'value' })) }),
    FixedResponseConfig: struct({ StatusCode: 'value', ContentType: 'value', MessageBody: 'value' }),
    RedirectConfig: struct({
      StatusCode: 'value',
      Protocol: 'value',
      Host: 'value',
      Port: 'value',
      Path: 'value',
      Query: 'value',
    }),
  }),
);

export function actionOf(actions: TemplateAction[] | undefined): ListenerAction {
  const [action, ...others] = actions ?? [];
  if (!action) throw missing('Actions');
  if (others.length > 0) throw tooManyActions();
  if (action.Type === 'forward') return forwardOf(action);
  if (action.Type === 'fixed-response') return fixedResponseOf(action);
  if (action.Type === 'redirect') return redirectOf(action);
  throw notRehearsed(`actions of type ${action.Type}`);
}

function forwardOf({ TargetGroupArn, ForwardConfig }: TemplateAction): ListenerAction {
  const groups = (ForwardConfig?.TargetGroups ?? []).map((group) => ({
    targetGroupArn: group.TargetGroupArn,
    weight: Number(group.Weight ?? 1),
  }));
  if (groups.length > 0) return { type: 'forward', groups };
  if (TargetGroupArn === undefined) throw validationError('A target group must be specified for a forward action');
  return { type: 'forward', groups: [{ targetGroupArn: TargetGroupArn, weight: 1 }] };
}

function fixedResponseOf({ FixedResponseConfig: config }: TemplateAction): ListenerAction {
  if (!config) throw missing('FixedResponseConfig');
  return {
    type: 'fixed-response',
    status: Number(config.StatusCode),
    ...(config.ContentType === undefined ? {} : { contentType: config.ContentType }),
    ...(config.MessageBody === undefined ? {} : { body: config.MessageBody }),
  };
}

function redirectOf({ RedirectConfig: config }: TemplateAction): ListenerAction {
  if (!config) throw missing('RedirectConfig');
  return {
    type: 'redirect',
    status: config.StatusCode === 'HTTP_301' ? 301 : 302,
    protocol: config.Protocol ?? '#{protocol}',
    host: config.Host ?? '#{host}',
    port: String(config.Port ?? '#{port}'),
    path: config.Path ?? '/#{path}',
    query: config.Query ?? '#{query}',
  };
}
