import Type, { type Static } from 'typebox';
import { dataModelLimits, Relationship, severities } from '@snapinfra/data-model';
import { DateTime } from '../http/envelope.ts';
import { ProjectId } from '../http/project-id.ts';

const open = { additionalProperties: true } as const;

/**
 * The members of a schema document. What is in them (the canonical model's members, the designer's dialect, an older
 * one) is checked by `readDataModel`, which names every place: here is only what all of them share.
 */
export const schemaDocumentMembers = {
  name: Type.String({ maxLength: dataModelLimits.nameLength }),
  tables: Type.Array(Type.Object({}, open), {
    maxItems: dataModelLimits.tables,
    description:
      'Tables: `{ name, fields: [{ name, type, required?, unique?, primary?, default?, … }], primaryKey?, indexes?, softDelete?, access?, ownerField?, ownerVia? }`, or as a designer sends them (`isPrimary`, `isRequired`, `validation` …)',
    examples: [
      [
        {
          name: 'customer',
          fields: [
            { name: 'id', type: 'uuid', primary: true, required: true, default: 'gen_random_uuid()' },
            { name: 'email', type: 'email', required: true, unique: true },
          ],
        },
        {
          name: 'order',
          fields: [
            { name: 'id', type: 'bigserial', primary: true },
            { name: 'customer_id', type: 'uuid', required: true },
            { name: 'total', type: 'numeric', precision: 12, scale: 2 },
          ],
        },
      ],
    ],
  }),
  relationships: Type.Optional(
    Type.Array(Type.Object({}, open), {
      maxItems: dataModelLimits.relationships,
      description: '`{ type, fromTable, fromFields, toTable, toFields, name?, onDelete?, onUpdate? }`',
      examples: [
        [
          {
            type: 'many-to-one',
            fromTable: 'order',
            fromFields: ['customer_id'],
            toTable: 'customer',
            toFields: ['id'],
            onDelete: 'cascade',
          },
        ],
      ],
    }),
  ),
  access: Type.Optional(
    Type.Object({}, { ...open, description: 'Who may read, create, update and delete, for all tables' }),
  ),
} as const;

/** A schema as it was sent, in whichever dialect; what a project carries as `schema`. */
export const SchemaDocument = Type.Object(schemaDocumentMembers, { additionalProperties: false });
export type SchemaDocument = Static<typeof SchemaDocument>;

/**
 * What a model's author should know; errors keep it from being generated, not from being saved. An info is neither
 * counted as an error nor as a warning.
 */
export const ModelIssue = Type.Object({
  severity: Type.Enum([...severities]),
  path: Type.String({
    description:
      'JSON pointer into the schema, wherever that stands in the request; `errors[]` of a refusal point into the request',
  }),
  code: Type.String(),
  message: Type.String(),
  suggestion: Type.Optional(
    Type.Object(
      { relationship: Relationship },
      { description: 'What to add, ready to be pasted: `relationship` into the schema’s `relationships`' },
    ),
  ),
});

/** A schema in lists: without its tables. */
export const SchemaListItem = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  name: Type.String(),
  version: Type.Integer({ description: 'Number of the newest version, from 1' }),
  primary: Type.Boolean({ description: 'Whether the project shows it and generates from it' }),
  tableCount: Type.Integer(),
  errorCount: Type.Integer(),
  warningCount: Type.Integer(),
  createdAt: DateTime,
  updatedAt: DateTime,
});
export type SchemaListItem = Static<typeof SchemaListItem>;

/** A schema with its tables, as they were sent. */
export const Schema = Type.Object({ ...SchemaListItem.properties, ...schemaDocumentMembers });
export type Schema = Static<typeof Schema>;

/** A thousand at most; the last one then says how many more there are. */
export const ModelIssues = Type.Array(ModelIssue, { maxItems: 1000 });

export const SavedSchema = Type.Object({ ...Schema.properties, issues: ModelIssues });
export type SavedSchema = Static<typeof SavedSchema>;

/** `?view=canonical`: the model that code is generated from; `model` is null where the document has none. */
export const CanonicalSchema = Type.Object({
  ...SchemaListItem.properties,
  model: Type.Union([Type.Object({}, open), Type.Null()]),
  issues: ModelIssues,
});
export type CanonicalSchema = Static<typeof CanonicalSchema>;

export const SchemaVersionListItem = Type.Object({
  schemaId: Type.String(),
  projectId: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  tableCount: Type.Integer(),
  errorCount: Type.Integer(),
  warningCount: Type.Integer(),
  createdAt: DateTime,
});
export type SchemaVersionListItem = Static<typeof SchemaVersionListItem>;

const closed = { additionalProperties: false } as const;

export const CreateSchemaBody = Type.Object({ projectId: ProjectId, ...schemaDocumentMembers }, closed);
export type CreateSchemaBody = Static<typeof CreateSchemaBody>;

/** Members that are absent stay as they are in the newest version. */
export const UpdateSchemaBody = Type.Object(
  { projectId: Type.Optional(ProjectId), ...Type.Partial(SchemaDocument).properties },
  closed,
);
export type UpdateSchemaBody = Static<typeof UpdateSchemaBody>;
