import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Static, TSchema } from 'typebox';

/** Who may do something: one rule of a list is enough. */
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;
export type Action = 'read' | 'create' | 'update' | 'delete';
export type Rules = Readonly<Record<Action, readonly Rule[]>>;

/** Access to a link: it follows from the rows that these two of its relations lead to (links.ts). */
export interface LinkAccess {
  readonly from: string;
  readonly to: string;
}

export type Access = Rules | LinkAccess;

/**
 * A member of the JSON object: the column that stores it and the schema of its value. Whether null is allowed and
 * whether it may be left out on create follow from the column.
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

/** The row that a row refers to. `columns` of this table hold the values of `references` of the other. */
export interface ToOne {
  readonly kind: 'one';
  readonly columns: readonly PgColumn[];
  readonly references: readonly PgColumn[];
}

/** The rows that refer to a row (`single`: one at most, as their columns are unique). */
export interface ToMany {
  readonly kind: 'many';
  readonly single: boolean;
  readonly columns: readonly PgColumn[];
  readonly references: readonly PgColumn[];
}

/** The rows at the other side of a link table: `columns` are referred to by `near`, `far` refers to `references`. */
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

/** The field that holds the owner's subject, or the relation to the row whose owner is the owner of this one. */
export type Owner<Name = string> = { readonly field: Name } | { readonly via: string };

export type Fields = Readonly<Record<string, Field>>;

/** A table as the API sees it: routes, validation, access and the reference follow from this object. */
export interface Resource<Members extends Fields = Fields, Owned = string> {
  /** What a row is called in messages and in the reference. */
  readonly name: string;
  readonly description?: string;
  /** What the schemas of the OpenAPI document are called; unique. */
  readonly typeName: string;
  /** The segment after `/api/`. */
  readonly path: string;
  readonly table: PgTable;
  readonly fields: Members;
  /** The fields that identify a row in its URL, one segment each; without any the rows have no URL. */
  readonly key: readonly string[];
  readonly access: Access;
  readonly owner?: Owner<Owned>;
  /** The column that marks a row as deleted; without one, deleting removes the row. */
  readonly deletedAt?: PgColumn;
  /** What `include` may embed. A function, because tables refer to each other. */
  readonly relations: () => Relations;
}

export const defineResource = <const Members extends Fields, const Owned extends keyof Members & string = never>(
  definition: Resource<Members, Owned> & { readonly key: readonly (keyof Members & string)[] },
): Resource<Members, Owned> => definition;

type Nullable<Member extends Field> = Member['column']['_']['notNull'] extends true ? never : null;
/** 64-bit integers and decimals are read as strings; numbers are accepted, too, as what their digits say. */
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
/** What every request may set: all but the owner's field. */
type Writable<Type extends Resource> = Omit<Type['fields'], OwnerName<Type>>;
/** The owner's field: a caller who creates by a role may name the owner; otherwise it is the token's subject. */
type OwnerOf<Type extends Resource> = { [Name in OwnerName<Type>]?: Input<Type['fields'][Name]> };

type CreateFrom<Members extends Fields> = {
  [Name in Exclude<keyof Members, OptionalNames<Members>>]: Input<Members[Name]>;
} & { [Name in OptionalNames<Members>]?: Input<Members[Name]> };

/** A row as the API answers it. */
export type RowOf<Type extends Resource> = {
  [Name in ReadNames<Type['fields']>]: Static<Type['fields'][Name]['schema']> | Nullable<Type['fields'][Name]>;
};

/** What creating a row takes. */
export type CreateOf<Type extends Resource> = CreateFrom<Writable<Type>> & OwnerOf<Type>;

/** What changing a row takes: any of its fields but the owner's. */
export type UpdateOf<Type extends Resource> = {
  [Name in keyof Writable<Type>]?: Input<Writable<Type>[Name]>;
};
