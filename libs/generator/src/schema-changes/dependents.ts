import { sql, sqlBody, sqlComment, sqlJoin, sqlLiteral, sqlNameText, type Code } from '../emit/index.ts';
import type { SchemaDifferences } from './differences/schema-differences.ts';

type Sql = Code<'sql'>;

/** A table, index or column that goes, or a column whose type changes, by its SQL names before the migration. */
interface Touched {
  readonly relation: string;
  readonly column?: string;
  readonly goes: boolean;
}

const touchedRelations = (differences: SchemaDifferences): readonly Touched[] => [
  ...differences.match.dropped.map(({ sqlName }) => ({ relation: sqlName, goes: true })),
  ...differences.match.pairs.flatMap((pair) => {
    const relation = pair.from.sqlName;
    const { indexes, primaryKey } = differences.constraints(pair);
    const keys = [...primaryKey.dropped, ...indexes.dropped.filter(({ unique }) => unique)];
    return [
      ...pair.columns.dropped.map(({ sqlName }) => ({ relation, column: sqlName, goes: true })),
      ...pair.columns.pairs
        .filter(({ to }) => differences.typeChange(pair, to.sqlName) !== undefined)
        .map(({ from }) => ({ relation, column: from.sqlName, goes: false })),
      ...keys.map(({ sqlName }) => ({ relation: sqlName, goes: true })),
    ];
  }),
];

/** The foreign keys that the migration itself drops before what they hang on. */
const droppedForeignKeys = ({ match, constraints }: SchemaDifferences): readonly string[] =>
  [
    ...match.dropped.flatMap(({ foreignKeys }) => foreignKeys),
    ...match.pairs.flatMap((pair) => constraints(pair).foreignKeys.dropped),
  ].map(({ sqlName }) => sqlName);

const names = (list: readonly string[]): Sql => sql`ARRAY[${sqlJoin(list.map((name) => sqlLiteral(name)))}]::name[]`;

const rowsSql = (rows: readonly (readonly Sql[])[]): Sql =>
  sql`VALUES ${sqlJoin(rows.map((row) => sql`(${sqlJoin(row)})`))}`;

const flag = (value: boolean): Sql => (value ? sql`true` : sql`false`);

/** What depends on tables, indexes and columns, on the constraints behind indexes, and on the types of tables' rows. */
const ofRelations = (differences: SchemaDifferences): readonly Sql[] => {
  const touched = touchedRelations(differences).map(({ relation, column, goes }) => [
    sqlNameText(relation),
    column === undefined ? sql`NULL` : sqlLiteral(column),
    flag(goes),
  ]);
  if (touched.length === 0) return [];
  return [
    sql`
      SELECT
        CASE
          WHEN r.oid IS NOT NULL THEN pg_describe_object('pg_class'::regclass, r.ev_class, 0)
          WHEN g.oid IS NOT NULL THEN pg_describe_object('pg_class'::regclass, g.adrelid, g.adnum)
          ELSE pg_describe_object(d.classid, d.objid, d.objsubid)
        END AS dependent,
        pg_describe_object(d.refclassid, d.refobjid, CASE WHEN touched.field IS NULL THEN 0 ELSE d.refobjsubid END) AS object
      FROM (${rowsSql(touched)}) AS touched (relation, field, goes)
        JOIN pg_class AS t ON t.oid = to_regclass(touched.relation)
        CROSS JOIN LATERAL (
          SELECT 'pg_class'::regclass, t.oid
          UNION ALL
          SELECT 'pg_type'::regclass, unnest(ARRAY[y.oid, y.typarray])
          FROM pg_type AS y WHERE touched.field IS NULL AND y.oid = t.reltype
          UNION ALL
          SELECT k.refclassid, k.refobjid
          FROM pg_depend AS k WHERE touched.field IS NULL AND k.classid = 'pg_class'::regclass AND k.objid = t.oid
            AND k.refclassid = 'pg_constraint'::regclass AND k.deptype = 'i'
        ) AS used (class, id)
        JOIN pg_depend AS d ON d.refclassid = used.class AND d.refobjid = used.id
        LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
        LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        LEFT JOIN pg_attrdef AS g ON d.classid = 'pg_attrdef'::regclass AND g.oid = d.objid
        LEFT JOIN pg_constraint AS c ON touched.goes AND d.classid = 'pg_constraint'::regclass AND c.oid = d.objid
      WHERE d.deptype = 'n'
        AND (touched.field IS NULL OR touched.field = a.attname)
        AND (d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass,
            'pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_type'::regclass, 'pg_publication_rel'::regclass)
          OR c.contype = 'f' AND c.conname <> ALL (${names(droppedForeignKeys(differences))}))
        AND (touched.field IS NOT NULL OR d.objid <> t.oid AND NOT EXISTS (
          SELECT FROM pg_depend AS part
          WHERE part.classid = d.classid AND part.objid = d.objid AND part.deptype IN ('a', 'i')
            AND part.refclassid = 'pg_class'::regclass AND part.refobjid = t.oid))
    `,
  ];
};

/** The model's own columns of some enums, each with whether it goes. */
const columnsOfEnums = (differences: SchemaDifferences, enums: ReadonlySet<string>): readonly (readonly Sql[])[] => {
  const placeOf = (...place: readonly string[]): string => JSON.stringify(place);
  const going = new Set(
    touchedRelations(differences)
      .filter(({ goes }) => goes)
      .map(({ relation, column }) => (column === undefined ? placeOf(relation) : placeOf(relation, column))),
  );
  return differences.match.from.tables.flatMap((table) =>
    table.columns
      .filter(({ type }) => type.name === 'enum' && enums.has(type.declaredAs))
      .map(({ sqlName }) => {
        const goes = going.has(placeOf(table.sqlName)) || going.has(placeOf(table.sqlName, sqlName));
        return [sqlNameText(table.sqlName), sqlLiteral(sqlName), flag(goes)];
      }),
  );
};

/** What depends on enums that go; an index or a check over a column that goes is gone before its enum is. */
const ofEnums = (differences: SchemaDifferences): readonly Sql[] => {
  const { droppedEarly, droppedLate } = differences.enums;
  const dropped = [...droppedEarly, ...droppedLate].map(({ sqlName }) => sqlName);
  const own = columnsOfEnums(differences, new Set(dropped));
  if (own.length === 0) return [];
  return [
    sql`
      SELECT pg_describe_object(d.classid, d.objid, d.objsubid), 'type ' || touched.type
      FROM (${rowsSql(dropped.map((type) => [sqlNameText(type)]))}) AS touched (type)
        JOIN pg_type AS t ON t.oid = to_regtype(touched.type)
        JOIN pg_depend AS d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)
      WHERE d.deptype = 'n'
        AND d.classid IN ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass)
        AND NOT EXISTS (
          SELECT FROM (${rowsSql(own)}) AS own (relation, field, goes)
            JOIN pg_attribute AS a ON a.attrelid = to_regclass(own.relation) AND a.attname = own.field
          WHERE d.classid = 'pg_class'::regclass AND d.objid = a.attrelid AND d.objsubid = a.attnum)
        AND NOT EXISTS (
          SELECT FROM (${rowsSql(own)}) AS own (relation, field, goes)
            JOIN pg_attribute AS a ON a.attrelid = to_regclass(own.relation) AND a.attname = own.field
            JOIN pg_depend AS part ON part.refclassid = 'pg_class'::regclass
              AND part.refobjid = a.attrelid AND part.refobjsubid = a.attnum
          WHERE own.goes AND part.deptype = 'a' AND part.classid = d.classid AND part.objid = d.objid)
    `,
  ];
};

/**
 * Stops a migration before it has changed anything, if PostgreSQL would not let something go or change because of what
 * others made: views, rules, policies, triggers, functions, publications and generated columns over its columns, foreign
 * keys, columns and domains of its types, tables that inherit from it. What belongs to a table goes with it.
 */
export const refuseDependents = (differences: SchemaDifferences): readonly Sql[] => {
  const queries = [...ofRelations(differences), ...ofEnums(differences)];
  if (queries.length === 0) return [];
  const body = sql`
    DECLARE
      found text;
    BEGIN
      SELECT string_agg(DISTINCT dependent || ' depends on ' || object, '; ')
      FROM (
        ${sqlJoin(queries, '\nUNION ALL\n')}
      ) AS dependents
      INTO found;
      IF found IS NOT NULL THEN
        RAISE EXCEPTION USING
          ERRCODE = 'dependent_objects_still_exist',
          MESSAGE = 'Something of your own depends on what the migration changes or drops: ' || found;
      END IF;
    END
  `;
  const introduction = sqlComment(
    'Stops here, too, where something of your own (a view, a foreign key) depends on what changes or goes.',
  );
  return [sqlJoin([introduction, sql`DO ${sqlBody(body)};`], '\n')];
};
