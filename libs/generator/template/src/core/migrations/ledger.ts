import type { ScriptSession } from '../database.ts';
import { digest, type Migration } from './files.ts';

/** What the database says about a migration. */
export interface Applied {
  /** Of the text that was applied: the whole file, or its statements so far. */
  readonly sha256: string;
  /** How many statements of a file without transaction were done when it was interrupted; undefined once all are. */
  readonly statementsDone: number | undefined;
}

/** The table of what was applied, in the schema of the database's tables. */
export interface Ledger {
  readonly read: () => Promise<ReadonlyMap<string, Applied>>;
  /** Makes the table, or gives the table of an older version what it lacks. */
  readonly prepare: () => Promise<void>;
  readonly recordAll: (migration: Migration) => Promise<void>;
  /** Records that so many statements of a file without transaction are done. */
  readonly recordStatements: (migration: Migration, count: number) => Promise<void>;
}

const table = '_applied_migrations';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const findTable = async (session: ScriptSession) => {
  const [found] = await session.query(
    `select coalesce(n.nspname, current_schema()) as schema, c.oid is not null as exists,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'statements_done') as is_current
     from (select to_regclass($1)::oid as oid) wanted
       left join pg_class c on c.oid = wanted.oid left join pg_namespace n on n.oid = c.relnamespace`,
    [table],
  );
  // With its schema, as a migration may set another search path.
  const name = `${quoted(String(found?.['schema']))}.${table}`;
  return { name, exists: found?.['exists'] === true, isCurrent: found?.['is_current'] === true };
};

export const openLedger = async (session: ScriptSession): Promise<Ledger> => {
  const { name } = await findTable(session);
  const write = (migration: Migration, sha256: string, done: string) =>
    session.query(
      `insert into ${name} (name, sha256, statements_done) values ($1, $2, nullif($3, '')::integer)
       on conflict (name) do update set
         sha256 = excluded.sha256, statements_done = excluded.statements_done, applied_at = now()`,
      [migration.name, sha256, done],
    );
  return {
    read: async () => {
      const { exists, isCurrent } = await findTable(session);
      if (!exists) return new Map();
      const done = isCurrent ? 'statements_done' : 'null as statements_done';
      const rows = await session.query(`select name, sha256, ${done} from ${name} order by name`, []);
      return new Map(
        rows.map((row) => {
          const count = row['statements_done'];
          return [
            String(row['name']),
            { sha256: String(row['sha256']), statementsDone: count === null ? undefined : Number(count) },
          ];
        }),
      );
    },
    // Looked up first, as the statements need privileges and locks even where they do nothing.
    prepare: async () => {
      const { exists, isCurrent } = await findTable(session);
      if (!exists) {
        await session.run(`create table ${name} (name text primary key, sha256 text not null,
          applied_at timestamptz not null default now(), statements_done integer)`);
      } else if (!isCurrent) await session.run(`alter table ${name} add column statements_done integer`);
    },
    recordAll: async (migration) => void (await write(migration, migration.sha256, '')),
    recordStatements: async (migration, count) => {
      if (count === migration.statements.length) return void (await write(migration, migration.sha256, ''));
      const end = count === 0 ? 0 : (migration.statements[count - 1]?.end ?? 0);
      await write(migration, digest(migration.script.slice(0, end)), String(count));
    },
  };
};
