// The main program of a function's process: loads the handler, then serves one invocation after the other over the channel
// to the engine. It stands for Lambda's Node.js runtime; source of its behaviour: Lambda developer guide, "Building Lambda
// functions with Node.js", and the runtime interface client's documented errors.
import { existsSync } from 'node:fs';
import {
  createRequire,
  enableCompileCache,
  registerHooks,
  type ResolveFnOutput,
  type ResolveHookContext,
} from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { failureOf, RuntimeError } from './worker-failure.ts';
import type { InvokeMessage, WorkerMessage } from './worker-messages.ts';

type Handler = (event: unknown, context: object, callback: (error: unknown, value?: unknown) => void) => unknown;

// The rehearsal's own; no part of what a handler sees.
enableCompileCache(process.env.REHEARSAL_COMPILE_CACHE);
delete process.env.REHEARSAL_COMPILE_CACHE;

const root = process.env.LAMBDA_TASK_ROOT ?? '';
/** Node.js 24 took callbacks away. Source: AWS compute blog, "Node.js 24 runtime now available in AWS Lambda". */
const hasCallbacks = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1]) < 24;
type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

let requestId: string | undefined;

/** Returns when the channel has taken the message. */
const tell = (message: WorkerMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

supplySdk();
redirectConsole();
// The engine's end closes the channel: nothing may outlive it.
process.once('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => void die(error));
process.on(
  'unhandledRejection',
  (reason) => void die(new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason))),
);

try {
  const handler = await loadHandler(process.env._HANDLER ?? '');
  process.on('message', (message: InvokeMessage) => void invoke(handler, message));
  await tell({ type: 'ready' });
} catch (error) {
  await tell({ type: 'init-failure', failure: failureOf(error) });
  process.exit(1);
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  const memoryMb = () => Math.ceil(process.memoryUsage.rss() / 1024 / 1024);
  try {
    const value = await run(handler, JSON.parse(message.payload), message);
    await tell({ type: 'result', payload: JSON.stringify(value ?? null), memoryMb: memoryMb() });
  } catch (error) {
    await tell({ type: 'failure', failure: failureOf(error), memoryMb: memoryMb() });
  }
}

function run(handler: Handler, event: unknown, message: InvokeMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, value?: unknown) =>
      error === undefined || error === null ? resolve(value) : reject(error);
    const returned = handler(event, contextOf(message, callback), callback);
    if (isThenable(returned)) returned.then(resolve, reject);
    else if (!hasCallbacks) resolve(returned);
    // Before Node.js 24 the value of a handler that is neither async nor calls back is not used.
    else if (handler.length < 3) resolve(null);
  });
}

function contextOf(message: InvokeMessage, callback: (error: unknown, value?: unknown) => void): object {
  const { env } = process;
  return {
    awsRequestId: message.requestId,
    invokedFunctionArn: message.functionArn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
    ...(hasCallbacks && {
      callbackWaitsForEmptyEventLoop: true,
      done: callback,
      succeed: (value: unknown) => callback(null, value),
      fail: (error: unknown) => callback(error ?? new Error('failed')),
    }),
  };
}

/** `folder/index.name.inner`: the module is what stands before the first dot of the last part. */
async function loadHandler(reference: string): Promise<Handler> {
  const file = basename(reference);
  const dot = file.indexOf('.');
  if (dot < 1) throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler ${reference}`);
  const path = join(root, dirname(reference), file.slice(0, dot));
  const found = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find((candidate) => existsSync(candidate));
  if (!found) {
    const message = `Cannot find module '${file.slice(0, dot)}'`;
    throw new RuntimeError('Runtime.ImportModuleError', `Error: ${message}`);
  }
  let value: unknown = await loadModule(found);
  for (const name of file.slice(dot + 1).split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  if (value === undefined)
    throw new RuntimeError('Runtime.HandlerNotFound', `${reference} is undefined or not exported`);
  if (typeof value !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${reference} is not a function`);
  if (!hasCallbacks && value.length >= 3)
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  return value as Handler;
}

async function loadModule(file: string): Promise<unknown> {
  try {
    const isModule = file.endsWith('.mjs') || (file.endsWith('.js') && nearestPackageIsModule(dirname(file)));
    return isModule ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    // MODULE_NOT_FOUND of require, ERR_MODULE_NOT_FOUND of import.
    if ((error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND'))
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${(error as Error).message}`);
    throw error;
  }
}

function nearestPackageIsModule(directory: string): boolean {
  for (let folder = directory; folder.startsWith(root); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return (createRequire(file)(file) as { type?: string }).type === 'module';
  }
  return false;
}

/** Lambda's Node.js runtimes carry the SDK. What the function does not bring itself is found in the engine's node_modules. */
function supplySdk(): void {
  const taskRoot = pathToFileURL(`${root}/`).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!/^@(aws-sdk|smithy)\//.test(specifier) || !context.parentURL?.startsWith(taskRoot))
        return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        return engineModule(specifier, context, nextResolve, error);
      }
    },
  });
}

function engineModule(
  specifier: string,
  context: ResolveHookContext,
  nextResolve: NextResolve,
  notFound: unknown,
): ResolveFnOutput {
  const isImport = context.conditions.includes('import');
  try {
    if (isImport) return nextResolve(specifier, { ...context, parentURL: import.meta.url });
    // `require` does not look at parentURL.
    return { url: pathToFileURL(createRequire(import.meta.url).resolve(specifier)).href, shortCircuit: true };
  } catch {
    throw notFound;
  }
}

/** `time<TAB>request id<TAB>LEVEL<TAB>message`, as Lambda's plain-text log format has it. */
function redirectConsole(): void {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' } as const;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][])
    console[method] = (...values: unknown[]) =>
      void tell({
        type: 'log',
        message: `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${format(...values)}`,
      });
}

async function die(error: unknown): Promise<void> {
  await tell({ type: 'failure', failure: failureOf(error), memoryMb: 0 });
  process.exit(129);
}

const isThenable = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
