import { z } from 'zod';
import { accessSchema } from './access-schema.ts';
import { databaseSchema } from './database-schema.ts';
import { domainSchema } from './domain-schema.ts';
import { count, write } from './fields.ts';
import { findingsSchema } from './findings-schema.ts';
import { healthCheckSchema } from './health-check-schema.ts';
import { networkSchema } from './network-schema.ts';
import { notificationsSchema } from './notifications-schema.ts';
import { permissionsBoundarySchema } from './permissions-boundary-schema.ts';
import { releaseSchema } from './release-schema.ts';
import { serviceSchema } from './service-schema.ts';

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
    network: networkSchema,
    /** Under which name the environment is reached; 'none' speaks HTTP under the load balancer's own. */
    domain: domainSchema,
    firewall: z.strictObject({
      /** From one address; what comes beyond is blocked until the rate falls. */
      requestsPerFiveMinutes: count('requests from 10 to 2000000000', 10, 2_000_000_000),
    }),
    service: serviceSchema,
    /** A relational database in the isolated tier; 'none' makes none. */
    database: databaseSchema,
    access: accessSchema,
    observability: z.strictObject({
      /** Of the requests that nobody upstream decided on; 0 sends none, and needs no Transaction Search in the account. */
      tracesSampledPercent: count('whole percent from 0 to 100', 0, 100),
    }),
    healthCheck: healthCheckSchema,
    release: releaseSchema,
    /** Something outside of the VPC asks for the environment's health. */
    monitor: z.strictObject({
      everyMinutes: count('whole minutes from 1 to 60', 1, 60),
      failuresToAlarm: count('the number of failures in a row that alarms, from 1 to 10', 1, 10),
    }),
    notifications: notificationsSchema,
    /** Name of the managed policy that bounds every role of the environment; 'none' where there is no such rule. */
    permissionsBoundary: permissionsBoundarySchema,
  })
  .superRefine(({ zones, region: where, service, network, access, domain, protected: kept }, context) => {
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
    if (service.scaling.maxCount < service.desiredCount)
      context.addIssue({
        code: 'custom',
        path: ['service', 'scaling', 'maxCount'],
        message: 'write at least desiredCount, which is also the least number of tasks',
      });
    if (kept && domain === 'none')
      context.addIssue({
        code: 'custom',
        path: ['domain'],
        message:
          "write the domain, as an environment that is protected needs HTTPS and a certificate has a name: { name: 'api.example.com', zone: { id: 'Z…', name: 'example.com' } }",
      });
    if (network.egress === 'endpoints' && access !== 'public')
      context.addIssue({
        code: 'custom',
        path: ['network', 'egress'],
        message: "write 'nat' or 'nat-per-zone': the service fetches the issuer's keys, which no VPC endpoint leads to",
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
      /** A step of the pipeline asks the registry for advisories; npm's own serves them, some mirrors do not. */
      auditDependencies: z.boolean(write('true where the npm registry serves audits, else false')),
      /** Of failed executions and waiting approvals. */
      notifications: notificationsSchema,
      permissionsBoundary: permissionsBoundarySchema,
    }),
    /** The service's image: one for all environments, so that what was tested is what runs. */
    image: z.strictObject({
      repositoryName: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._/-]*$/, write("the ECR repository's name in small letters, e.g. 'picus'")),
      architecture: z.enum(['ARM64', 'X86_64'], write("'ARM64' or 'X86_64'")),
      /** An image that lost its last tag is of no use to any environment. */
      untaggedDays: count('days after which an untagged image expires, at least 1'),
      findings: findingsSchema,
    }),
    /** In the order in which a release reaches them. */
    environments: z.array(environmentSchema).min(1, write('at least one environment')),
  })
  .superRefine(({ app, tools, environments }, context) => {
    const names = environments.map(({ name }) => name);
    if (new Set(names).size !== names.length)
      context.addIssue({ code: 'custom', path: ['environments'], message: 'write each environment name once' });
    for (const [index, { network, region }] of environments.entries()) {
      if (network.egress === 'endpoints' && region !== tools.region)
        context.addIssue({
          code: 'custom',
          path: ['environments', index, 'network', 'egress'],
          message: `write 'nat' or 'nat-per-zone': the image is in ${tools.region}, and VPC endpoints lead to their own region only`,
        });
    }
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
