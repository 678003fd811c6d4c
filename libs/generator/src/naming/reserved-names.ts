/**
 * What a table's constant or type would hide or collide with in an emitted file: globals that the code uses, and names that
 * the emitted files import (Drizzle's builders, TypeBox, the runtime's own helpers).
 */
export const reservedIdentifiers: readonly string[] = `
  Array ArrayBuffer BigInt Boolean Buffer DataView Date Error Function Infinity Intl Iterable Iterator JSON Map Math NaN Number
  Object Partial Pick Omit Promise Proxy Readonly ReadonlyArray Record Reflect RegExp Required Response Request Headers Set
  String Symbol Type Static TSchema URL Uint8Array WeakMap WeakSet Exclude Extract NonNullable Parameters ReturnType Awaited
  console process globalThis global fetch module exports require undefined structuredClone crypto performance queueMicrotask
  setTimeout setInterval clearTimeout clearInterval
  pgTable pgEnum pgSchema pgView pgSequence index uniqueIndex unique primaryKey foreignKey check customType sql relations
  bigint bigserial boolean bytea char cidr date decimal doublePrecision geometry inet integer interval json jsonb line macaddr
  macaddr8 numeric point real serial smallint smallserial text time timestamp uuid varchar bit halfvec sparsevec vector
  AnyPgColumn defineResource defineTable tables table resource resources columns schema schemas row create update column
  and or not eq ne gt gte lt lte asc desc isNull isNotNull inArray exists like ilike
  Relations Relation RowOf CreateOf UpdateOf Resource Resources Field Fields Table Tables Column Columns Schema Schemas Access Owner
  AnyResource pg value field toMany toOne
  main app config core custom test server plugin`
  .trim()
  .split(/\s+/);

/** Members that a Drizzle table or any object has already: a column's key must not hide them. */
export const reservedProperties: readonly string[] = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...'_ $inferSelect $inferInsert getSQL shouldOmitSQLParens enableRLS then toJSON'.split(' '),
];

/** Names in PostgreSQL that the generated project needs for itself: the list of applied migrations. */
export const reservedSqlNames: readonly string[] = ['_applied_migrations', '_applied_migrations_pkey'];

const postgresTypes: ReadonlySet<string> = new Set(
  'event_trigger fdw_handler index_am_handler language_handler table_am_handler tsm_handler txid_snapshot _txid_snapshot'.split(
    ' ',
  ),
);

/**
 * Whether PostgreSQL has a type of that name, which it would find before an enum's: that of the field `trigger` of a table
 * `event` would be called so. Its other types begin with `pg_` or have no underscore.
 */
export const isPostgresType = (name: string): boolean => postgresTypes.has(name) || name.startsWith('_pg_');

/** File and route names with a meaning of their own in the generated project. */
export const reservedSlugs: readonly string[] = [
  'index',
  'con',
  'prn',
  'aux',
  'nul',
  'clock',
  'conin',
  'conout',
].concat([...'0123456789'].flatMap((digit) => [`com${digit}`, `lpt${digit}`]));
