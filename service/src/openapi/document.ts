import type { OpenAPIV3_1 } from 'openapi-types';
import { factorialPaths } from './paths/factorial.ts';
import { healthPaths } from './paths/health.ts';
import { itemPaths, itemSchemas } from './paths/items.ts';
import { openApiPaths } from './paths/openapi.ts';
import { rootPaths } from './paths/root.ts';
import { rota1Paths } from './paths/rota1.ts';
import { versionPaths } from './paths/version.ts';
import { problemResponses, problemSchemas } from './problems.ts';

/** The API as its clients see it through the load balancer, whichever part answers. OpenAPI 3.1. */
export const openApiDocument = (): OpenAPIV3_1.Document => ({
  openapi: '3.1.0',
  info: {
    title: 'Picus',
    version: '1',
    description:
      'HEAD is answered wherever GET is. Every answer has an `x-request-id`; every error is a problem (RFC 9457). ' +
      'An environment can restrict access: then everything but health and version needs a bearer token.',
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  },
  // Relative to where this document was found.
  servers: [{ url: '/' }],
  tags: [
    { name: 'items', description: 'Keys and values.' },
    { name: 'computing' },
    { name: 'operation', description: 'For load balancers, monitors and people.' },
  ],
  // With a token, or without where the environment is open.
  security: [{ bearer: [] }, {}],
  paths: {
    ...rootPaths,
    ...healthPaths,
    ...versionPaths,
    ...factorialPaths,
    ...itemPaths,
    ...rota1Paths,
    ...openApiPaths,
  } as OpenAPIV3_1.PathsObject,
  components: {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: "Signed by the environment's issuer, for its audience.",
      },
    },
    schemas: { ...problemSchemas, ...itemSchemas },
    responses: problemResponses,
  },
});
