import { list, map, struct, tags } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Scope } from '../kernel/scope.ts';
import { generatedName } from './generated-name.ts';
import type { FunctionCode } from '../runtime/ports/function-workers.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { FunctionRecord, FunctionSettings } from '../runtime/functions/function-record.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

export interface LambdaFunctionDependencies {
  functions: LambdaFunctions;
  ids: Ids;
  /** The files behind an object: an asset of the assembly, or a package that was uploaded. */
  codeAt(scope: Scope, bucket: string, key: string): Promise<FunctionCode | undefined>;
}

interface Properties {
  FunctionName?: string;
  Code: { S3Bucket?: string; S3Key?: string; ZipFile?: string };
  Role: string;
  Handler?: string;
  Runtime?: string;
  Description?: string;
  /** Templates may write numbers as text. */
  Timeout?: number | string;
  MemorySize?: number | string;
  Environment?: { Variables?: Record<string, unknown> };
  Architectures?: string[];
  LoggingConfig?: { LogGroup?: string; LogFormat?: string };
  EphemeralStorage?: { Size: number | string };
  TracingConfig?: { Mode?: 'Active' | 'PassThrough' };
  VpcConfig?: { SubnetIds?: string[]; SecurityGroupIds?: string[] };
  ReservedConcurrentExecutions?: number | string;
  Tags?: { Key: string; Value: string }[];
}

export function lambdaFunctionProvider(deps: LambdaFunctionDependencies): ResourceProvider<Properties> {
  return {
    type: 'AWS::Lambda::Function',
    properties: {
      FunctionName: 'value',
      Code: struct({ S3Bucket: 'value', S3Key: 'value', ZipFile: 'value' }),
      Role: 'value',
      Handler: 'value',
      Runtime: 'value',
      Description: 'value',
      Timeout: 'value',
      MemorySize: 'value',
      Environment: struct({ Variables: map('value') }),
      Architectures: list('value'),
      LoggingConfig: struct({ LogGroup: 'value', LogFormat: 'value' }),
      EphemeralStorage: struct({ Size: 'value' }),
      TracingConfig: struct({ Mode: 'value' }),
      VpcConfig: struct({ SubnetIds: list('value'), SecurityGroupIds: list('value') }),
      ReservedConcurrentExecutions: 'value',
      Tags: tags,
    },
    replaceOn: ['FunctionName'],

    async create(properties, context) {
      const name = properties.FunctionName ?? generatedName(deps.ids, context);
      const record = await deps.functions.create(context.scope, {
        ...settingsOf(properties),
        name,
        code: await codeOf(properties, deps, context.scope),
        tags: tagsOf(properties, context),
      });
      limit(record, properties);
      return stateOf(record);
    },

    async update(state, properties, previous, context) {
      const name = state.physicalId;
      if (JSON.stringify(properties.Code) !== JSON.stringify(previous.Code))
        await deps.functions.updateCode(context.scope, name, await codeOf(properties, deps, context.scope));
      const defaults = {
        description: '',
        timeout: 3,
        memorySize: 128,
        environment: {},
        vpc: undefined,
        logGroup: `/aws/lambda/${name}`,
      };
      const record = deps.functions.updateConfiguration(context.scope, name, {
        ...defaults,
        ...settingsOf(properties),
      });
      record.tags = tagsOf(properties, context);
      limit(record, properties);
      return stateOf(record);
    },

    delete(state, _properties, context) {
      if (deps.functions.exists(context.scope, state.physicalId))
        deps.functions.delete(context.scope, state.physicalId);
      return Promise.resolve();
    },
  };
}

const stateOf = ({ name, arn }: FunctionRecord): ResourceState => ({ physicalId: name, attributes: { Arn: arn } });

function settingsOf(
  properties: Properties,
): Partial<FunctionSettings> & Pick<FunctionSettings, 'role' | 'handler' | 'runtime'> {
  const { Handler, Runtime, LoggingConfig, Environment, VpcConfig } = properties;
  if (Handler === undefined || Runtime === undefined)
    throw new Error('Handler and Runtime are mandatory parameters for functions created with deployment packages.');
  if (LoggingConfig?.LogFormat === 'JSON')
    throw new Error("The rehearsal writes functions' logs in format Text only, not LogFormat JSON.");
  return {
    role: properties.Role,
    handler: Handler,
    runtime: Runtime,
    ...(properties.Description !== undefined && { description: properties.Description }),
    ...(properties.Timeout !== undefined && { timeout: Number(properties.Timeout) }),
    ...(properties.MemorySize !== undefined && { memorySize: Number(properties.MemorySize) }),
    ...(properties.Architectures && { architectures: properties.Architectures }),
    ...(properties.EphemeralStorage && { ephemeralStorage: Number(properties.EphemeralStorage.Size) }),
    ...(properties.TracingConfig?.Mode && { tracingMode: properties.TracingConfig.Mode }),
    ...(LoggingConfig?.LogGroup !== undefined && { logGroup: LoggingConfig.LogGroup }),
    ...(Environment?.Variables && {
      environment: Object.fromEntries(
        Object.entries(Environment.Variables).map(([key, value]) => [key, String(value)]),
      ),
    }),
    ...(VpcConfig && {
      vpc: { subnetIds: VpcConfig.SubnetIds ?? [], securityGroupIds: VpcConfig.SecurityGroupIds ?? [] },
    }),
  };
}

async function codeOf({ Code }: Properties, deps: LambdaFunctionDependencies, scope: Scope): Promise<FunctionCode> {
  if (Code.ZipFile !== undefined) return { kind: 'inline', source: Code.ZipFile };
  const { S3Bucket = '', S3Key = '' } = Code;
  const code = await deps.codeAt(scope, S3Bucket, S3Key);
  if (!code)
    throw new Error(
      `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist. (s3://${S3Bucket}/${S3Key} is no asset of the assembly and no object)`,
    );
  return code;
}

function limit(record: FunctionRecord, { ReservedConcurrentExecutions }: Properties): void {
  if (ReservedConcurrentExecutions === undefined) delete record.reservedConcurrency;
  else record.reservedConcurrency = Number(ReservedConcurrentExecutions);
}

const tagsOf = ({ Tags = [] }: Properties, { stackTags }: ResourceContext): Record<string, string> => ({
  ...stackTags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});
