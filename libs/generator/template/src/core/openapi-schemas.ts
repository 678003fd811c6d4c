import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Operator } from './field-types/operators.ts';
import { operatorsOf } from './filters.ts';
import { listUrl } from './item-path.ts';
import { limits } from './limits.ts';
import { answeredSchema, comparedSchema, sentSchema } from './openapi-values.ts';
import { isNameable } from './ownership.ts';
import type { Entity, Member, ResolvedRelation } from './registry.ts';
import { isList } from './row-json.ts';

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

/** The request that lists all related rows, of which `include` embeds only the first. */
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
    description: `${note}: the first ${limits.embeddedRows} rows, sorted by key; if \`hasMore\` is true, \`GET ${wholeList(found)}\` lists them all.`,
  };
};

const rowProperties = (entity: Entity, prefix: string) => [
  ...readable(entity).map((member) => [member.name, answeredSchema(member)] as const),
  ...[...entity.relations.values()].map((found) => [found.name, relationSchema(found, prefix)] as const),
];

const readable = (entity: Entity) => entity.members.filter((member) => !member.password);

/** A row with all its fields. */
export const rowSchema = (entity: Entity, prefix: string) =>
  objectOf(
    rowProperties(entity, prefix),
    readable(entity).map((member) => member.name),
  );

/** A row with `fields`: any of its fields may be missing. */
export const selectionSchema = (entity: Entity, prefix: string) => ({
  ...objectOf(rowProperties(entity, prefix), []),
  description: 'The row with only the fields that `fields` names.',
});

/** The owner field of a resource where some callers may set it. */
const ownerSchema = (member: Member): object => {
  const otherwise = member.column.hasDefault ? "the field's default" : 'the caller';
  const note = `The owner of the row, as the subject of the owner's token. Callers who may create rows by a role can name any owner; the default is ${otherwise}. All other callers are the owner themselves: other values are rejected.`;
  return { allOf: [sentSchema(member)], description: note };
};

export const createSchema = (entity: Entity) => {
  const settable = entity.members.filter((member) => member.writable || isNameable(entity));
  return objectOf(
    settable.map((member) => [member.name, member.writable ? sentSchema(member) : ownerSchema(member)]),
    settable.filter((member) => member.required).map((member) => member.name),
  );
};

export const updateSchema = (entity: Entity) =>
  objectOf(
    entity.members.filter((member) => member.writable).map((member) => [member.name, sentSchema(member)]),
    [],
  );

const compared: ReadonlySet<Operator> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']);

const operandSchema = (member: Member, operator: Operator): object => {
  if (operator === 'isnull') return { type: 'string', enum: ['true', 'false'] };
  return compared.has(operator) ? comparedSchema(member) : { type: 'string' };
};

/** The filters of a list as one object: `filter[field][operator]=value`. */
export const filterSchema = (entity: Entity) =>
  objectOf(
    entity.members
      .map((member) => [member, operatorsOf(member)] as const)
      .filter(([, operators]) => operators.length > 0)
      .map(([member, operators]) => [
        member.name,
        objectOf(
          operators.map((operator) => [operator, operandSchema(member, operator)]),
          [],
        ),
      ]),
    [],
  );

export const schemaName = (entity: Entity): string => entity.resource.typeName;

/** A row in the response to a request that supports `fields`. */
export const rowOrSelection = (entity: Entity, prefix: string) => {
  const row = { $ref: `${prefix}${schemaName(entity)}` };
  return readable(entity).length === 0
    ? row
    : { anyOf: [row, { $ref: `${prefix}${selectionName(entity)}`, 'x-only-with': 'fields' }] };
};

export const selectionName = (entity: Entity): string => `${schemaName(entity)}.Selection`;
