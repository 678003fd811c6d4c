import { getTableName, type Table } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { TSchema } from 'typebox';
import { foreignKeysOf, primaryKeyOf, type ForeignKey } from './foreign-keys.ts';
import type { Side } from './links.ts';
import type { Relation, Resource } from './resource.ts';
import { sqlTypeOf, type SqlType } from './sql-types.ts';

/** A field of a resource, with properties derived from its column. */
export interface Member {
  readonly name: string;
  readonly column: PgColumn;
  readonly type: SqlType;
  readonly schema: TSchema;
  readonly password: boolean;
  readonly nullable: boolean;
  /** Whether a create request must have it. */
  readonly required: boolean;
  /** Whether requests may set it. False for the owner field, which is only set on create: see ownership.ts. */
  readonly writable: boolean;
}

/** A resource with its fields by name and its relations resolved. */
export interface Entity {
  readonly resource: Resource;
  readonly table: PgTable;
  readonly members: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
  readonly key: readonly Member[];
  /** The field that holds the owner's subject. */
  readonly ownerMember: Member | undefined;
  readonly relations: ReadonlyMap<string, ResolvedRelation>;
  readonly primaryKey: readonly PgColumn[];
  readonly foreignKeys: readonly ForeignKey[];
  /** The foreign keys that refer to this table, including its own. */
  readonly referrers: readonly ForeignKey[];
  /** For a link table: the relations to the two linked rows, which decide about access. */
  readonly ends: Readonly<Record<Side, ResolvedRelation>> | undefined;
}

export interface ResolvedRelation {
  readonly name: string;
  readonly relation: Relation;
  readonly target: Entity;
  /** The link table of a relation that goes through one. */
  readonly link: Entity | undefined;
}

export interface Registry {
  readonly entities: readonly Entity[];
  readonly of: (resource: Resource) => Entity;
}

const memberOf = (resource: Resource, name: string): Member => {
  const field = resource.fields[name];
  if (field === undefined) throw new Error(`${resource.name} has no field ${name}`);
  const { column, schema, password } = field;
  const isOwner = resource.owner !== undefined && 'field' in resource.owner && resource.owner.field === name;
  return {
    name,
    column,
    schema,
    password,
    type: sqlTypeOf(column),
    nullable: !column.notNull,
    required: column.notNull && !column.hasDefault && !isOwner,
    writable: !isOwner,
  };
};

type OpenEntity = Omit<Entity, 'relations' | 'ends' | 'foreignKeys' | 'referrers'> & {
  readonly relations: Map<string, ResolvedRelation>;
  readonly foreignKeys: ForeignKey[];
  readonly referrers: ForeignKey[];
  ends: Entity['ends'];
};

const entityOf = (resource: Resource): OpenEntity => {
  const members = Object.keys(resource.fields).map((name) => memberOf(resource, name));
  const byName = new Map(members.map((member) => [member.name, member]));
  const key = resource.key.map((name) => byName.get(name) ?? memberOf(resource, name));
  const owner =
    resource.owner !== undefined && 'field' in resource.owner ? byName.get(resource.owner.field) : undefined;
  const { table } = resource;
  const open = { relations: new Map<string, ResolvedRelation>(), foreignKeys: [], referrers: [], ends: undefined };
  return { resource, table, members, byName, key, ownerMember: owner, primaryKey: primaryKeyOf(table), ...open };
};

const connect = (entities: readonly OpenEntity[], byTable: ReadonlyMap<Table, OpenEntity>): void => {
  for (const entity of entities) entity.foreignKeys.push(...foreignKeysOf(entity, (table) => byTable.get(table)));
  for (const key of entities.flatMap((entity) => entity.foreignKeys)) {
    byTable.get(key.target.table)?.referrers.push(key);
  }
};

const endsOf = ({ resource, relations }: Entity): Entity['ends'] => {
  const { access } = resource;
  if (!('from' in access)) return undefined;
  const [from, to] = [relations.get(access.from), relations.get(access.to)];
  if (from?.relation.kind !== 'one' || to?.relation.kind !== 'one') {
    throw new Error(`${resource.name} has no relations ${access.from} and ${access.to} to the rows that it connects`);
  }
  return { from, to };
};

const checkOwner = (entity: Entity): void => {
  const seen = new Set<Entity>();
  for (let at = entity; at.resource.owner !== undefined && 'via' in at.resource.owner;) {
    if (seen.has(at)) throw new Error(`The owner of ${entity.resource.name} refers to itself`);
    seen.add(at);
    const next = at.relations.get(at.resource.owner.via);
    if (next?.relation.kind !== 'one') throw new Error(`${at.resource.name} has no relation ${at.resource.owner.via}`);
    at = next.target;
  }
};

/** Resolves and validates the relations between resources; called once at startup. */
export const createRegistry = (resources: readonly Resource[]): Registry => {
  const entities = resources.map(entityOf);
  const byTable = new Map<Table, OpenEntity>(entities.map((entity) => [entity.table, entity]));
  const byResource = new Map(entities.map((entity) => [entity.resource, entity]));
  for (const entity of entities) {
    for (const [name, relation] of Object.entries(entity.resource.relations())) {
      const [referenced] = relation.references;
      const target = referenced === undefined ? undefined : byTable.get(referenced.table);
      if (target === undefined) throw new Error(`${entity.resource.name}.${name} refers to a table without a resource`);
      const [near] = relation.kind === 'through' ? relation.near : [];
      const link = near === undefined ? undefined : byTable.get(near.table);
      entity.relations.set(name, { name, relation, target, link });
    }
  }
  connect(entities, byTable);
  for (const entity of entities) {
    entity.ends = endsOf(entity);
    checkOwner(entity);
  }
  return {
    entities,
    of: (resource) => {
      const entity = byResource.get(resource);
      if (entity === undefined) throw new Error(`${getTableName(resource.table)} is not among the resources`);
      return entity;
    },
  };
};
