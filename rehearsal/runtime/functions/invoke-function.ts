import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { InvocationResult } from '../ports/functions.ts';
import type { FunctionFailure, FunctionWorkers, WorkerLaunch, WorkerOutcome } from '../ports/function-workers.ts';
import type { LogSink } from '../ports/log-sink.ts';
import type { FunctionRecord, FunctionVersion } from './function-record.ts';

export interface InvokeDependencies {
  clock: Clock;
  ids: Ids;
  workers: FunctionWorkers;
  logs: LogSink;
  credentials: Credentials;
  /** The gateway's URL: what functions get as AWS_ENDPOINT_URL. */
  endpointUrl(): string;
  /** Proxy and certificate variables of what the engine spawns. */
  hostEnvironment(): Record<string, string>;
}

const LOG_TAIL_BYTES = 4096;

export const workerKey = (record: FunctionRecord, version: FunctionVersion): string =>
  `${record.arn}:${version.version}:${version.revisionId}`;

interface FunctionRun {
  result: InvocationResult;
  /** Real milliseconds that the handler took. */
  durationMs: number;
}

/** One run of the handler, with the log lines Lambda writes around it. */
export async function invokeFunction(
  deps: InvokeDependencies,
  record: FunctionRecord,
  version: FunctionVersion,
  invokedArn: string,
  payload: unknown,
  requestId: string,
): Promise<FunctionRun> {
  const lines: string[] = [];
  let stream = '';
  const log = (message: string) => {
    lines.push(message);
    deps.logs.append(record.scope, version.logGroup, stream, [{ at: deps.clock.now(), message }]);
  };
  const outcome = await deps.workers.invoke(
    {
      key: workerKey(record, version),
      root: version.code.root,
      handler: version.handler,
      runtime: version.runtime,
      launch: () => launch(deps, record, version),
    },
    {
      requestId,
      payload: JSON.stringify(payload ?? null),
      functionArn: invokedArn,
      timeoutMs: version.timeout * 1000,
      started: (logStream) => {
        stream = logStream;
        log(`START RequestId: ${requestId} Version: ${version.version}`);
      },
      log,
    },
  );
  const result = resultOf(deps.clock, outcome, requestId, version.timeout, log);
  log(`END RequestId: ${requestId}`);
  log(report(outcome, requestId, version));
  const logTail = lines.join('\n').slice(-LOG_TAIL_BYTES);
  return { result: { ...result, executedVersion: version.version, logTail }, durationMs: outcome.durationMs };
}

function resultOf(
  clock: Clock,
  { result }: WorkerOutcome,
  requestId: string,
  timeout: number,
  log: (line: string) => void,
): InvocationResult {
  const failed = (failure: Partial<FunctionFailure>): InvocationResult => ({
    status: 200,
    payload: failure,
    functionError: 'Unhandled',
  });
  switch (result.kind) {
    case 'value':
      return { status: 200, payload: JSON.parse(result.payload) };
    case 'failure':
      log(
        `${new Date(clock.now()).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(result.failure)}`,
      );
      return failed(result.failure);
    case 'timeout': {
      const errorMessage = `${new Date(clock.now()).toISOString()} ${requestId} Task timed out after ${timeout.toFixed(2)} seconds`;
      log(errorMessage);
      return failed({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
      });
    }
    case 'exit':
      return failed({
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${result.status}`,
      });
    default:
      return result satisfies never;
  }
}

function report({ durationMs, initMs, memoryMb }: WorkerOutcome, requestId: string, version: FunctionVersion): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${version.memorySize} MB`,
    `Max Memory Used: ${memoryMb} MB`,
  ];
  if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  return `${fields.join('\t')}\t`;
}

/** Source: Lambda developer guide, "Defined runtime environment variables". */
function launch(deps: InvokeDependencies, record: FunctionRecord, version: FunctionVersion): WorkerLaunch {
  const { scope, name } = record;
  const keys = deps.credentials.forRole(scope, version.role, name);
  const day = new Date(deps.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[${version.version}]${deps.ids.hex(32)}`;
  return {
    logStream,
    expiresAt: keys.expiresAt,
    environment: {
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      ...deps.hostEnvironment(),
      AWS_ENDPOINT_URL: deps.endpointUrl(),
      ...version.environment,
      _HANDLER: version.handler,
      AWS_REGION: scope.region,
      AWS_DEFAULT_REGION: scope.region,
      AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: version.version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memorySize),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
      LAMBDA_TASK_ROOT: version.code.root,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    },
  };
}
