import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Static, TSchema } from 'typebox';

/** Who may perform an action: meeting one rule of a list is enough. */
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;
export type Action = 'read' | 'create' | 'update' | 'delete';
export type Rules = Readonly<Record<Action, readonly Rule[]>>;

/** Access to a link follows from access to the rows at these two relations: see links.ts. */
export interface LinkAccess {
  readonly from: string;
  readonly to: string;
}

export type Access = Rules | LinkAccess;

/**
 * A field of the JSON object: its column and the schema of its value. Whether it is nullable, and optional on create,
 * follows from the column.
 */
export interface Field<Column extends PgColumn = PgColumn, Schema extends TSchema = TSchema> {
  readonly column: Column;
  readonly schema: Schema;
  /** Stored as a scrypt hash and never read back. */
  readonly password: boolean;
}

export const field = <Column extends PgColumn, Schema extends TSchema>(
  column: Column,
  schema: Schema,
): Field<Column, Schema> & { readonly password: false } => ({ column, schema, password: false });

export const passwordField = <Column extends PgColumn, Schema extends TSchema>(
  column: Column,
  schema: Schema,
): Field<Column, Schema> & { readonly password: true } => ({ column, schema, password: true });

/** The referenced row: `columns` of this table refer to `references` of the other one. */
export interface ToOne {
  readonly kind: 'one';
  readonly columns: readonly PgColumn[];
  readonly references: readonly PgColumn[];
}

/** The rows that refer to this row; with `single` at most one, as their columns are unique. */
export interface ToMany {
  readonly kind: 'many';
  readonly single: boolean;
  readonly columns: readonly PgColumn[];
  readonly references: readonly PgColumn[];
}

/** The rows at the other side of a link table: its `near` refers to `columns`, its `far` to `references`. */
export interface ThroughLink {
  readonly kind: 'through';
  readonly columns: readonly PgColumn[];
  readonly near: readonly PgColumn[];
  readonly far: readonly PgColumn[];
  readonly references: readonly PgColumn[];
}

export type Relation = ToOne | ToMany | ThroughLink;
export type Relations = Readonly<Record<string, Relation>>;

export const toOne = (columns: readonly PgColumn[], references: readonly PgColumn[]): ToOne => ({
  kind: 'one',
  columns,
  references,
});

export const toMany = (columns: readonly PgColumn[], references: readonly PgColumn[]): ToMany => ({
  kind: 'many',
  single: false,
  columns,
  references,
});

/** The other end of a one-to-one relation. */
export const toOneInverse = (columns: readonly PgColumn[], references: readonly PgColumn[]): ToMany => ({
  kind: 'many',
  single: true,
  columns,
  references,
});

export const throughLink = (link: Omit<ThroughLink, 'kind'>): ThroughLink => ({ kind: 'through', ...link });

/** The field that holds the owner's subject, or the relation to the row that this row inherits its owner from. */
export type Owner<Name = string> = { readonly field: Name } | { readonly via: string };

export type Fields = Readonly<Record<string, Field>>;

/** A table in the API: its routes, validation, access control and reference are derived from this object. */
export interface Resource<Members extends Fields = Fields, Owned = string> {
  /** The name of a row in messages and in the reference. */
  readonly name: string;
  readonly description?: string;
  /** The unique name of its schemas in the OpenAPI document. */
  readonly typeName: string;
  /** The segment after `/api/`. */
  readonly path: string;
  readonly table: PgTable;
  readonly fields: Members;
  /** The fields that identify a row in its URL, one segment each; if empty, rows have no URL. */
  readonly key: readonly string[];
  readonly access: Access;
  readonly owner?: Owner<Owned>;
  /** The column that marks a row as deleted; without it, rows are really deleted. */
  readonly deletedAt?: PgColumn;
  /** The relations that `include` can embed. A function, because resources refer to each other. */
  readonly relations: () => Relations;
}

export const defineResource = <const Members extends Fields, const Owned extends keyof Members & string = never>(
  definition: Resource<Members, Owned> & { readonly key: readonly (keyof Members & string)[] },
): Resource<Members, Owned> => definition;

type Nullable<Member extends Field> = Member['column']['_']['notNull'] extends true ? never : null;
/** 64-bit integers and decimals are returned as strings; requests may also send JSON numbers. */
type Exact = 'PgBigInt64' | 'PgBigSerial64' | 'PgNumeric';
type Numbers<Member extends Field> = Member['column']['_']['columnType'] extends Exact ? number : never;
type Input<Member extends Field> = Static<Member['schema']> | Numbers<Member> | Nullable<Member>;

type ReadNames<Members extends Fields> = {
  [Name in keyof Members]: Members[Name]['password'] extends true ? never : Name;
}[keyof Members];
type OptionalNames<Members extends Fields> = {
  [Name in keyof Members]: Members[Name]['column']['_'] extends { notNull: true; hasDefault: false } ? never : Name;
}[keyof Members];

type OwnerName<Type extends Resource> = Extract<NonNullable<Type['owner']>, { readonly field: unknown }>['field'];
/** Fields that every request may set: all but the owner field. */
type Writable<Type extends Resource> = Omit<Type['fields'], OwnerName<Type>>;
/** The owner field is optional on create: see ownership.ts. */
type OwnerOf<Type extends Resource> = { [Name in OwnerName<Type>]?: Input<Type['fields'][Name]> };

type CreateFrom<Members extends Fields> = {
  [Name in Exclude<keyof Members, OptionalNames<Members>>]: Input<Members[Name]>;
} & { [Name in OptionalNames<Members>]?: Input<Members[Name]> };

/** A row as the API returns it. */
export type RowOf<Type extends Resource> = {
  [Name in ReadNames<Type['fields']>]: Static<Type['fields'][Name]['schema']> | Nullable<Type['fields'][Name]>;
};

/** The body of a create request. */
export type CreateOf<Type extends Resource> = CreateFrom<Writable<Type>> & OwnerOf<Type>;

/** The body of an update request: any fields except the owner field. */
export type UpdateOf<Type extends Resource> = {
  [Name in keyof Writable<Type>]?: Input<Writable<Type>[Name]>;
};
