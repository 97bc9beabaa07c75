import { z } from 'zod';
import { accessSchema } from './access-schema.ts';
import { count, origin, write } from './fields.ts';
import { releaseSchema } from './release-schema.ts';

const account = z
  .string()
  .regex(/^\d{12}$/, write("the AWS account's number as a string of 12 digits, e.g. '111111111111'"));
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, write("an AWS region, e.g. 'eu-west-1'"));
const shortName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,11}$/,
    write('1 to 12 small letters, digits or dashes, a letter first: it becomes part of every fixed name'),
  );

/** CloudWatch Logs accepts these periods only (PutRetentionPolicy); days. */
const retentionDays = z.literal([7, 14, 30, 60, 90, 180, 365], write('7, 14, 30, 60, 90, 180 or 365 days'));

const healthCheck = z
  .strictObject({
    path: z.string().startsWith('/', write("a path, e.g. '/health/ready'")),
    intervalSeconds: count('whole seconds from 5 to 300', 5, 300),
    timeoutSeconds: count('whole seconds from 2 to 120, less than intervalSeconds', 2, 120),
    healthyThreshold: count('a number of checks from 2 to 10', 2, 10),
    unhealthyThreshold: count('a number of checks from 2 to 10', 2, 10),
  })
  .refine((check) => check.timeoutSeconds < check.intervalSeconds, {
    path: ['timeoutSeconds'],
    error: 'write fewer seconds than intervalSeconds: the load balancer refuses a check that outlasts its interval',
  })
  .refine((check) => check.intervalSeconds * check.unhealthyThreshold <= 100, {
    path: ['unhealthyThreshold'],
    error:
      'write a number that makes at most 100 s of intervalSeconds × unhealthyThreshold: a stopped task serves on for longer than that, and Fargate kills it after 120 s',
  });

const environmentSchema = z
  .strictObject({
    name: shortName,
    account,
    region,
    /** Availability zones: one more entry is one more zone. Append only; the order gives each zone its address ranges. */
    zones: z
      .array(z.string())
      .min(2, write('at least two availability zones'))
      .max(3, write('at most three availability zones')),
    /** Someone must approve in the pipeline before this environment changes. */
    approval: z.boolean(write('true where a person approves a release before it starts, else false')),
    /** Deletion protection. */
    protected: z.boolean(write('true to refuse the deletion of what carries traffic, else false')),
    network: z.strictObject({
      cidr: z
        .string()
        .regex(/^\d+\.\d+\.\d+\.\d+\/(1[6-9]|2[0-2])$/, write("an address range from /16 to /22, e.g. '10.0.0.0/16'")),
      natGateways: count('1, or one for each zone', 1, 3),
      flowLogDays: retentionDays,
    }),
    service: z.strictObject({
      /** CPU units, 1024 a vCPU. Fargate pairs them with memory; the template validator knows the pairs. */
      cpu: z.literal([256, 512, 1024, 2048, 4096], write('256, 512, 1024, 2048 or 4096')),
      memoryMiB: count('MiB from 512 to 30720, as Fargate pairs them with cpu', 512, 30_720),
      desiredCount: count('at least 2 tasks, so that one zone may fail', 2),
      /** The zones of the day the ECS service was created: ECS refuses to change them, AppSpecs carry today's. Never edit. */
      zonesAtCreation: z.array(z.string()).min(2, write('the zones in which the service was first created')),
      logLevel: z.enum(['debug', 'info', 'warn', 'error'], write("'debug', 'info', 'warn' or 'error'")),
      logDays: retentionDays,
      /** Web pages of these may call; none where it is empty. */
      corsOrigins: z.array(origin, write("a list of origins, e.g. ['https://shop.example.com'], or []")),
    }),
    access: accessSchema,
    observability: z.strictObject({
      /** Of the requests that nobody upstream decided on; 0 sends none, and needs no Transaction Search in the account. */
      tracesSampledPercent: count('whole percent from 0 to 100', 0, 100),
    }),
    healthCheck,
    release: releaseSchema,
  })
  .superRefine(({ zones, region: where, service, network }, context) => {
    for (const [index, zone] of zones.entries()) {
      if (!zone.startsWith(where) || zone.length !== where.length + 1)
        context.addIssue({
          code: 'custom',
          path: ['zones', index],
          message: `write a zone of ${where}, e.g. '${where}a'`,
        });
    }
    if (new Set(zones).size !== zones.length)
      context.addIssue({ code: 'custom', path: ['zones'], message: 'write each zone once' });
    if (!service.zonesAtCreation.every((zone, index) => zones[index] === zone))
      context.addIssue({
        code: 'custom',
        path: ['service', 'zonesAtCreation'],
        message:
          'write the zones with which the service was created; they are the first entries of zones, and new zones come after them',
      });
    if (network.natGateways > zones.length)
      context.addIssue({
        code: 'custom',
        path: ['network', 'natGateways'],
        message: 'write at most one for each zone',
      });
  });

/** ELBv2 API reference, CreateTargetGroup: Name. */
const LONGEST_TARGET_GROUP_NAME = 32;

export const configurationSchema = z
  .strictObject({
    /** First part of every fixed name. */
    app: shortName,
    tools: z.strictObject({
      account,
      region,
      source: z.strictObject({
        /** ARN of the CodeConnections connection to where the repository is hosted. */
        connectionArn: z
          .string()
          .regex(
            /^arn:aws:(codestar-connections|codeconnections):[a-z0-9-]+:\d{12}:connection\/.+$/,
            write("the connection's ARN (console: Developer Tools, Settings, Connections)"),
          ),
        repository: z.string().regex(/^[^/\s]+\/[^/\s]+$/, write("'owner/repository'")),
        branch: z.string().min(1, write("the branch that releases, e.g. 'main'")),
      }),
    }),
    /** The service's image: one for all environments, so that what was tested is what runs. */
    image: z.strictObject({
      repositoryName: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._/-]*$/, write("the ECR repository's name in small letters, e.g. 'picus'")),
      architecture: z.enum(['ARM64', 'X86_64'], write("'ARM64' or 'X86_64'")),
      /** An image that lost its last tag is of no use to any environment. */
      untaggedDays: count('days after which an untagged image expires, at least 1'),
    }),
    /** In the order in which a release reaches them. */
    environments: z.array(environmentSchema).min(1, write('at least one environment')),
  })
  .superRefine(({ app, environments }, context) => {
    const names = environments.map(({ name }) => name);
    if (new Set(names).size !== names.length)
      context.addIssue({ code: 'custom', path: ['environments'], message: 'write each environment name once' });
    for (const [index, name] of names.entries()) {
      if (`${app}-${name}-delete-item`.length > LONGEST_TARGET_GROUP_NAME)
        context.addIssue({
          code: 'custom',
          path: ['environments', index, 'name'],
          message: `write a shorter name, or a shorter app: ${app}-${name}-delete-item names a target group, which may have ${LONGEST_TARGET_GROUP_NAME} characters`,
        });
    }
  });

export type Configuration = z.output<typeof configurationSchema>;
export type Environment = z.output<typeof environmentSchema>;
