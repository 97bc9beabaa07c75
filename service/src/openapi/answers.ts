import type { OpenAPIV3_1 } from 'openapi-types';

/** As in OpenAPI 3.1; `openapi-types` demands of an answer that it is one of 3.0, too. */
export type Answers = Record<string, OpenAPIV3_1.ResponseObject | OpenAPIV3_1.ReferenceObject>;

type Operation = Omit<OpenAPIV3_1.OperationObject, 'responses'> & { responses: Answers };

export type Paths = Record<
  string,
  { parameters?: OpenAPIV3_1.ParameterObject[]; get?: Operation; post?: Operation; delete?: Operation }
>;

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject;

/** A JSON answer with an example. */
export const json = (
  description: string,
  schema: Schema,
  example: unknown,
  headers: Record<string, OpenAPIV3_1.HeaderObject> = {},
): OpenAPIV3_1.ResponseObject => ({
  description,
  headers,
  content: { 'application/json': { schema, example } },
});

/** An object that has these properties, all of them, and no others. */
export const exactly = (properties: Record<string, Schema>): OpenAPIV3_1.SchemaObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});
