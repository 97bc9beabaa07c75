import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { missing, notRehearsed, tooManyActions, validationError } from '../../runtime/load-balancing/errors.ts';
import type { ListenerAction } from '../../runtime/load-balancing/load-balancing-state.ts';

/** The one action of a rule. Source: ELBv2 API, Action. */
export function fromActions(actions: elbv2.Action[] | undefined, member: string): ListenerAction {
  const [action, ...others] = actions ?? [];
  if (!action) throw missing(member);
  if (
    others.some(({ Type }) => Type?.startsWith('authenticate')) ||
    action.Type?.startsWith('authenticate') ||
    action.Type === 'jwt-validation'
  )
    throw notRehearsed('authentication actions');
  if (others.length > 0) throw tooManyActions();
  switch (action.Type) {
    case 'forward':
      return fromForward(action);
    case 'fixed-response':
      return fromFixedResponse(action.FixedResponseConfig);
    case 'redirect':
      return fromRedirect(action.RedirectConfig);
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case undefined:
    default:
      throw validationError(`Action type '${action.Type}' must be one of 'redirect,fixed-response,forward'`);
  }
}

/**
 * A forward action is described by its groups and, when there is one only, by the scalar TargetGroupArn as well.
 * Source: ELBv2 API, Action; captures of listeners that CodeDeploy rewrote.
 */
export function toAction(action: ListenerAction): elbv2.Action {
  if (action.type === 'fixed-response') {
    const { status, contentType, body } = action;
    return {
      Type: 'fixed-response',
      FixedResponseConfig: { StatusCode: String(status), ContentType: contentType, MessageBody: body },
    };
  }
  if (action.type === 'redirect') {
    const { status, protocol, host, port, path, query } = action;
    return {
      Type: 'redirect',
      RedirectConfig: {
        StatusCode: `HTTP_${status}`,
        Protocol: protocol,
        Host: host,
        Port: port,
        Path: path,
        Query: query,
      },
    };
  }
  const [only, ...others] = action.groups;
  return {
    Type: 'forward',
    ...(only && others.length === 0 ? { TargetGroupArn: only.targetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: action.groups.map(({ targetGroupArn, weight }) => ({
        TargetGroupArn: targetGroupArn,
        Weight: weight,
      })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

function fromForward({ TargetGroupArn, ForwardConfig }: elbv2.Action): ListenerAction {
  if (ForwardConfig?.TargetGroupStickinessConfig?.Enabled) throw notRehearsed('target group stickiness');
  const groups = (ForwardConfig?.TargetGroups ?? []).map((group) => ({
    targetGroupArn: group.TargetGroupArn ?? '',
    // A single group has weight 1 when none is named. Source: ELBv2 API, TargetGroupTuple; several need theirs: unverified.
    weight: group.Weight ?? 1,
  }));
  if (TargetGroupArn === undefined) {
    if (groups.length === 0) throw validationError('A target group must be specified for a forward action');
    return { type: 'forward', groups };
  }
  const [only, ...others] = groups;
  if (others.length > 0 || (only && only.targetGroupArn !== TargetGroupArn))
    throw validationError('You cannot specify both a target group and a different target group list in an action');
  return { type: 'forward', groups: [only ?? { targetGroupArn: TargetGroupArn, weight: 1 }] };
}

function fromFixedResponse(config: elbv2.FixedResponseActionConfig | undefined): ListenerAction {
  if (!config?.StatusCode) throw missing('FixedResponseConfig.StatusCode');
  return {
    type: 'fixed-response',
    status: Number(config.StatusCode),
    ...(config.ContentType === undefined ? {} : { contentType: config.ContentType }),
    ...(config.MessageBody === undefined ? {} : { body: config.MessageBody }),
  };
}

function fromRedirect(config: elbv2.RedirectActionConfig | undefined): ListenerAction {
  const statuses: Record<string, 301 | 302> = { HTTP_301: 301, HTTP_302: 302 };
  const status = statuses[config?.StatusCode ?? ''];
  if (!config || !status)
    throw validationError(`Redirect status code '${config?.StatusCode}' must be one of 'HTTP_301,HTTP_302'`);
  const redirect = {
    type: 'redirect' as const,
    status,
    protocol: config.Protocol ?? '#{protocol}',
    host: config.Host ?? '#{host}',
    port: config.Port ?? '#{port}',
    path: config.Path ?? '/#{path}',
    query: config.Query ?? '#{query}',
  };
  const keeps =
    redirect.protocol === '#{protocol}' &&
    redirect.host === '#{host}' &&
    redirect.port === '#{port}' &&
    redirect.path === '/#{path}';
  if (keeps) throw validationError('The redirect configuration is not valid because it creates a loop.');
  return redirect;
}
