import { sql, sqlBody, sqlComment, sqlIdentifier, sqlJoin, sqlLiteral, type Code } from '../emit/index.ts';
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

/** The text that PostgreSQL reads as a name. */
const nameText = (name: string): Sql => sqlLiteral(sqlIdentifier(name).text);

/** The foreign keys that the migration itself drops before what they hang on. */
const droppedForeignKeys = ({ match, constraints }: SchemaDifferences): readonly string[] =>
  [
    ...match.dropped.flatMap(({ foreignKeys }) => foreignKeys),
    ...match.pairs.flatMap((pair) => constraints(pair).foreignKeys.dropped),
  ].map(({ sqlName }) => sqlName);

const names = (list: readonly string[]): Sql => sql`ARRAY[${sqlJoin(list.map((name) => sqlLiteral(name)))}]::name[]`;

const ofRelations = (differences: SchemaDifferences): readonly Sql[] => {
  const touched = touchedRelations(differences).map(
    ({ relation, column, goes }) =>
      sql`(${nameText(relation)}, ${column === undefined ? sql`NULL` : sqlLiteral(column)}, ${goes ? sql`true` : sql`false`})`,
  );
  if (touched.length === 0) return [];
  return [
    sql`
      SELECT
        CASE
          WHEN r.oid IS NULL THEN pg_describe_object(d.classid, d.objid, d.objsubid)
          ELSE pg_describe_object(d.refclassid, r.ev_class, 0)
        END AS dependent,
        pg_describe_object(d.refclassid, d.refobjid, CASE WHEN touched.field IS NULL THEN 0 ELSE d.refobjsubid END) AS object
      FROM (VALUES ${sqlJoin(touched)}) AS touched (relation, field, goes)
        JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = to_regclass(touched.relation)
        LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        LEFT JOIN pg_constraint AS c ON touched.goes AND d.classid = 'pg_constraint'::regclass AND c.oid = d.objid
      WHERE d.deptype = 'n'
        AND (touched.field IS NULL OR touched.field = a.attname)
        AND (d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass)
          OR c.contype = 'f' AND c.conname <> ALL (${names(droppedForeignKeys(differences))}))
        AND NOT EXISTS (
          SELECT FROM pg_depend AS part
          WHERE touched.field IS NULL AND part.classid = d.classid AND part.objid = d.objid
            AND part.refobjid = d.refobjid AND part.deptype IN ('a', 'i'))
    `,
  ];
};

const ofEnums = ({ enums, match }: SchemaDifferences): readonly Sql[] => {
  const dropped = [...enums.droppedEarly, ...enums.droppedLate].map(({ sqlName }) => sqlName);
  if (dropped.length === 0) return [];
  const tables = match.from.tables.filter(({ columns }) =>
    columns.some(({ type }) => type.name === 'enum' && dropped.includes(type.declaredAs)),
  );
  return [
    sql`
      SELECT pg_describe_object(d.classid, d.objid, d.objsubid), 'type ' || touched.type
      FROM (VALUES ${sqlJoin(dropped.map((type) => sql`(${nameText(type)})`))}) AS touched (type)
        JOIN pg_type AS t ON t.oid = to_regtype(touched.type)
        JOIN pg_depend AS d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)
      WHERE d.deptype = 'n'
        AND (d.classid = 'pg_proc'::regclass
          OR d.classid = 'pg_class'::regclass
            AND d.objid <> ALL (ARRAY[${sqlJoin(tables.map(({ sqlName }) => sql`to_regclass(${nameText(sqlName)})`))}]::oid[]))
    `,
  ];
};

/**
 * Stops a migration before it has changed anything where PostgreSQL would not let something go or change because of what
 * others made: views, rules, policies, triggers and functions over its columns, foreign keys, columns of its types. What
 * belongs to a table goes with it.
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
