import type * as drizzle from 'drizzle-orm/pg-core';
import { imported, jsonLiteral, none, propertyAccess, stringLiteral, ts } from '../emit/index.ts';
import type { ColumnTypeName, GeneratorFieldType, Options, Ts } from './description.ts';

/** Drizzle's exports, and the only one of its types that tables mention. */
type DrizzleName = keyof typeof drizzle | 'PgTableExtraConfigValue';

/** `pg.varchar`: by namespace, because Drizzle's builders are called like half of the words of a data model. */
export const pg = (name: DrizzleName): Ts =>
  propertyAccess(imported('pg', 'drizzle-orm/pg-core', { kind: 'namespace' }), name);

/** `, { precision: 3 }`; nothing where no option is set. */
export const builderOptions = (members: Options): Ts =>
  Object.values(members).every((value) => value === undefined) ? none : ts`, ${jsonLiteral(members)}`;

/** A builder that takes nothing but the column's name. */
export const plainBuilder =
  (builder: DrizzleName): GeneratorFieldType['builder'] =>
  (name) =>
    ts`${pg(builder)}(${name})`;

/** For a type that Drizzle has no builder for: its values are the texts that PostgreSQL writes. */
export const textBuilder =
  (sqlName: ColumnTypeName): GeneratorFieldType['builder'] =>
  (name) =>
    ts`${pg('customType')}<{ data: string }>({ dataType: () => ${stringLiteral(sqlName)} })(${name})`;
