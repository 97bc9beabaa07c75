import { z } from 'zod';
import { write } from './fields.ts';

const hostName = (example: string) =>
  z
    .string()
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      write(`a host name in small letters, e.g. '${example}'`),
    );

const domain = z
  .strictObject({
    name: hostName('api.example.com'),
    /** The public hosted zone in which the name is made. */
    zone: z.strictObject({
      id: z.string().regex(/^Z[A-Z0-9]{1,31}$/, write("the hosted zone's id, e.g. 'Z0123456789ABCDEFGHIJ'")),
      name: hostName('example.com'),
    }),
    /** Of a certificate in the environment's region; without it one is requested, and validated through the zone. */
    certificateArn: z
      .string()
      .regex(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/, write("the certificate's ARN, or leave it out"))
      .optional(),
  })
  .refine(({ name, zone }) => name === zone.name || name.endsWith(`.${zone.name}`), {
    path: ['name'],
    error: "write a name in the zone: the zone's own, or one that ends in it",
  });

/** Where clients find the environment: HTTPS under a name of its own, or HTTP under the load balancer's. */
export const domainSchema = z.union(
  [z.literal('none'), domain],
  write(
    "'none', or { name: 'api.example.com', zone: { id: 'Z…', name: 'example.com' }, certificateArn?: 'arn:aws:acm:…' }",
  ),
);
