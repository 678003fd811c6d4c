import type { PgColumn } from 'drizzle-orm/pg-core';
import { Type, type TSchema } from 'typebox';
import { operatorsOf } from './filters.ts';
import { listUrl } from './item-path.ts';
import { limits } from './limits.ts';
import type { Entity, Member, ResolvedRelation } from './registry.ts';
import { isList } from './row-json.ts';

const nullable = (schema: TSchema, member: Member): TSchema =>
  member.nullable && !Type.IsUnknown(schema) ? Type.Union([schema, Type.Null()]) : schema;

const withDescription = (member: Member, note: string): TSchema => {
  const own = 'description' in member.schema ? `${String(member.schema.description)}\n\n` : '';
  return { ...member.schema, description: `${own}${note}` };
};

const exactNote: Readonly<Record<string, string>> = {
  bigint: 'A whole number of 64 bits as a string; a JSON number is accepted up to 2^53.',
  numeric: 'A decimal number as a string, exact; a JSON number is accepted up to 15 digits.',
};

/** What a request may send for a field: exact numbers also as JSON numbers. */
const inputSchema = (member: Member): TSchema => {
  const note = exactNote[member.type.family];
  if (note === undefined || member.type.array) return nullable(member.schema, member);
  const number = member.type.family === 'bigint' ? Type.Integer() : Type.Number();
  return nullable(Type.Union([withDescription(member, note), number]), member);
};

const objectOf = (properties: readonly (readonly [name: string, schema: object])[], required: readonly string[]) => ({
  type: 'object',
  properties: Object.fromEntries(properties),
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
});

const filtersBy = (entity: Entity, columns: readonly PgColumn[]): string =>
  entity.members
    .filter(({ column }) => columns.includes(column))
    .map(({ name }) => `filter[${name}]=…`)
    .join('&');

/** The list that has all the rows of which `include` embeds the first. */
const wholeList = ({ relation, target, link }: ResolvedRelation): string => {
  if (relation.kind !== 'through') return `${listUrl(target)}?${filtersBy(target, relation.references)}`;
  if (link === undefined) return listUrl(target);
  const far = [...link.relations.values()].find((other) => other.relation.columns[0] === relation.far[0]);
  const include = far === undefined ? '' : `&include=${far.name}`;
  return `${listUrl(link)}?${filtersBy(link, relation.near)}${include}`;
};

const relationSchema = (found: ResolvedRelation, prefix: string): object => {
  const row = { $ref: `${prefix}${schemaName(found.target)}` };
  const note = `With \`include=${found.name}\``;
  if (!isList(found)) return { anyOf: [row, { type: 'null' }], description: `${note}.` };
  return {
    ...objectOf(
      [
        ['data', { type: 'array', items: row, maxItems: limits.embeddedRows }],
        ['hasMore', { type: 'boolean' }],
      ],
      ['data', 'hasMore'],
    ),
    description: `${note}: the first ${limits.embeddedRows} rows, by their key; where \`hasMore\` is true, \`GET ${wholeList(found)}\` lists them all.`,
  };
};

export const rowSchema = (entity: Entity, prefix: string) => {
  const readable = entity.members.filter((member) => !member.password);
  const relations = [...entity.relations.values()].map((found): readonly [string, object] => [
    found.name,
    relationSchema(found, prefix),
  ]);
  return objectOf(
    [...readable.map((member) => [member.name, nullable(member.schema, member)] as const), ...relations],
    // `fields` may leave any of them out; without it, all are there.
    readable.map((member) => member.name),
  );
};

export const createSchema = (entity: Entity) => {
  const writable = entity.members.filter((member) => member.writable);
  return objectOf(
    writable.map((member) => [member.name, inputSchema(member)]),
    writable.filter((member) => member.required).map((member) => member.name),
  );
};

export const updateSchema = (entity: Entity) =>
  objectOf(
    entity.members.filter((member) => member.writable).map((member) => [member.name, inputSchema(member)]),
    [],
  );

/** The filters of a list as one object: `filter[field][operator]=value`. */
export const filterSchema = (entity: Entity) =>
  objectOf(
    entity.members
      .map((member) => [member, operatorsOf(member)] as const)
      .filter(([, operators]) => operators.length > 0)
      .map(([member, operators]) => [
        member.name,
        objectOf(
          operators.map((operator) => [operator, operator === 'isnull' ? Type.Boolean() : Type.String()]),
          [],
        ),
      ]),
    [],
  );

export const schemaName = (entity: Entity): string => entity.resource.typeName;
