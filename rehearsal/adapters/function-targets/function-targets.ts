import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { FunctionPermissions } from '../../runtime/ports/function-permissions.ts';
import type { FunctionEndpoint, FunctionTarget, FunctionTargets } from '../../runtime/ports/function-targets.ts';
import type { Functions } from '../../runtime/ports/functions.ts';
import { OWN_ANSWER_HEADER } from '../../runtime/ports/traffic-router.ts';
import { readBody } from './read-body.ts';
import { requestEvent } from './request-event.ts';
import { httpAnswer, type HttpAnswer } from './response-of-function.ts';

export interface FunctionTargetsOptions {
  log: Log;
  /** Asked at each use: functions are made after the load balancer that invokes them. */
  functions: () => Functions & FunctionPermissions;
}

const PRINCIPAL = 'elasticloadbalancing.amazonaws.com';
/** Bytes of a request's body, and of a response's JSON. Source: ALB guide, "Use Lambda functions as targets", limits. */
const LIMIT = 1024 * 1024;

/** Why a request failed, and the status the load balancer answers with. */
interface Failure {
  /** Source: ALB guide, "Access logs", error reason codes. */
  reason: string;
  status: number;
}

/**
 * A loopback server for each function that is registered as a target: it invokes the function for each request. Failures are
 * told by OWN_ANSWER_HEADER: the load balancer answers those itself.
 */
export function functionTargets({
  functions,
  log,
}: FunctionTargetsOptions): FunctionTargets & { close(): Promise<void> } {
  const open = new Set<Server>();
  const permits = (
    scope: Scope,
    { functionArn, targetGroupArn }: Pick<FunctionTarget, 'functionArn' | 'targetGroupArn'>,
  ) => functions().permits(scope, functionArn, { principal: PRINCIPAL, sourceArn: targetGroupArn });

  const answer = async (
    scope: Scope,
    target: FunctionTarget,
    request: IncomingMessage,
  ): Promise<HttpAnswer | Failure> => {
    const body = await readBody(request, LIMIT);
    if (body === 'too large') return { reason: 'LambdaRequestTooLarge', status: 413 };
    const multiValueHeaders = target.multiValueHeaders();
    const event = requestEvent(request, body, { targetGroupArn: target.targetGroupArn, multiValueHeaders });
    if (event === undefined) return badGateway('LambdaBadRequest');
    if (!permits(scope, target) && functions().exists(scope, target.functionArn))
      return badGateway('LambdaAccessDenied');
    const result = await functions().invoke(scope, target.functionArn, { type: 'RequestResponse', payload: event });
    if (result.functionError !== undefined) return badGateway('LambdaUnhandled');
    if (Buffer.byteLength(JSON.stringify(result.payload ?? null)) > LIMIT) return badGateway('LambdaResponseTooLarge');
    return httpAnswer(result.payload, { multiValueHeaders }) ?? badGateway('LambdaInvalidResponse');
  };

  const serve = async (scope: Scope, target: FunctionTarget, request: IncomingMessage, response: ServerResponse) => {
    let answered: HttpAnswer | Failure;
    try {
      answered = await answer(scope, target, request);
    } catch (error) {
      // Nobody waits for the answer to a request that was cut.
      if (request.destroyed && !request.complete) return;
      answered = badGateway(reasonOf(error));
      if (answered.reason === 'LambdaServiceException')
        log.error('A load balancer could not invoke a function.', {
          function: target.functionArn,
          error: String(error),
        });
    }
    if ('reason' in answered) {
      response.writeHead(answered.status, { [OWN_ANSWER_HEADER]: answered.reason, 'content-length': 0 }).end();
      // What is left of a request that is too large is read and dropped.
      request.resume();
    } else response.writeHead(answered.status, answered.phrase, answered.headers).end(answered.body);
  };

  return {
    permits,
    async open(scope: Scope, target: FunctionTarget): Promise<FunctionEndpoint> {
      const server = createServer(
        // Kept connections end with the load balancer's own time-out, never here in between.
        { keepAliveTimeout: 0, requestTimeout: 0, maxHeaderSize: 131_072 },
        (request, response) => void serve(scope, target, request, response),
      );
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      open.add(server);
      const { port } = server.address() as AddressInfo;
      return { host: '127.0.0.1', port, close: () => close(server, open) };
    },
    async close() {
      await Promise.all([...open].map((server) => close(server, open)));
    },
  };
}

const badGateway = (reason: string): Failure => ({ reason, status: 502 });

/** Source: Lambda API, Invoke: its errors, and the ALB guide's reason codes for them. */
function reasonOf(error: unknown): string {
  const code = error instanceof AwsError ? error.code : undefined;
  if (code === 'TooManyRequestsException') return 'LambdaThrottling';
  if (code === 'ResourceNotFoundException') return 'LambdaResourceNotFound';
  return 'LambdaServiceException';
}

function close(server: Server, open: Set<Server>): Promise<void> {
  open.delete(server);
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
