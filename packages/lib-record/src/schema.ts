import type { Field, RecordTable } from './table.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The JSON Schema (2020-12) of one line of JSON Lines of a record type. All keys of this major number are required; more are
 * allowed, because keys may be added within it.
 */
export function jsonSchema(table: RecordTable): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: table.schema,
    title: table.title,
    type: 'object',
    required: ['schema', table.list],
    properties: {
      schema: { const: table.schema },
      [table.list]: {
        type: 'array',
        items: {
          type: 'object',
          required: table.fields.map(({ key }) => key),
          properties: Object.fromEntries(table.fields.map((field) => [field.key, fieldSchema(field)])),
          additionalProperties: true,
        },
      },
    },
    additionalProperties: true,
  };
}

function fieldSchema(field: Field): JsonSchema {
  const { type, nullable, values, help: description } = field;
  const jsonType = type === 'strings' ? 'array' : type;
  return {
    description,
    type: nullable ? [jsonType, 'null'] : jsonType,
    ...(values && { enum: nullable ? [...values, null] : values }),
    ...(type === 'strings' && {
      items: { type: 'string' },
      ...(field.column !== undefined && { minItems: 1 }),
    }),
    ...(type === 'integer' && { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  };
}
