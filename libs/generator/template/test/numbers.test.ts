import { canEver, insider } from './support/callers.ts';
import type { ColumnModel, TableModel } from './support/model.ts';
import { columnNamed, isNumbered } from './support/project.ts';
import { asSent } from './support/rows.ts';
import { expectStatus, forEachTable, scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';

/** The unique fields whose values the database generates from a sequence. */
const numbered = (table: TableModel): readonly ColumnModel[] =>
  [...new Set(uniqueKeys(table).flat())]
    .map((name) => columnNamed(table, name))
    .filter((column) => isNumbered(table, column));

forEachTable(
  'generated numbers',
  (table) => canEver(table, 'create', insider(table)) && numbered(table).length > 0,
  (table) => {
    scenario(
      'skips numbers that rows with explicit values have taken',
      table,
      async ({ rows, draft, save, send, api }) => {
        const made = rows(3);
        const next = draft();
        await save();
        for (const column of numbered(table)) {
          const least = made
            .map((row) => BigInt(String(row.values.get(column.name))))
            .reduce((a, b) => (a < b ? a : b));
          await api.query(
            'select setval(pg_get_serial_sequence(quote_ident($1::text), $2::text), $3::text::bigint, false)',
            [table.sqlName, column.sqlName, String(least)],
          );
        }
        expectStatus(await send('POST', table.route, { body: asSent(next) }), 201);
      },
    );
  },
);
