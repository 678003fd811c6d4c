import { isDeepStrictEqual } from 'node:util';
import type { Send } from '../api-client.ts';
import type { Created } from '../create-rows.ts';
import { DemoError } from '../demo-error.ts';
import type { GeneratedTests } from '../generated-tests.ts';

type Values = Readonly<Record<string, unknown>>;

/** A row as the API returns it, by its path. */
export interface ReadRow {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly values: Values;
}

const read = async (send: Send, path: string, headers: ReadRow['headers']): Promise<Values> => {
  const { status, body } = await send('GET', path, { headers });
  if (status !== 200 || body === undefined) throw new DemoError(`GET ${path} returned ${status} instead of 200`);
  return body;
};

/** Reads all rows that have a path of their own. */
export async function readRows(
  tests: GeneratedTests,
  created: readonly Created[],
  send: Send,
): Promise<readonly ReadRow[]> {
  const rows: ReadRow[] = [];
  for (const { row, headers } of created) {
    if (row.table.itemKey === undefined) continue;
    const path = tests.itemPath(row.table, row.values);
    rows.push({ path, headers, values: await read(send, path, headers) });
  }
  return rows;
}

/**
 * Reads the rows again after a migration.
 *
 * @param renamed later names of fields by earlier ones
 * @throws DemoError for a value that is not what it was
 */
export async function readAgain(
  rows: readonly ReadRow[],
  send: Send,
  renamed: ReadonlyMap<string, string>,
): Promise<readonly ReadRow[]> {
  const after: ReadRow[] = [];
  for (const row of rows) {
    const values = await read(send, row.path, row.headers);
    for (const [name, value] of Object.entries(row.values)) {
      const later = name in values ? name : (renamed.get(name) ?? name);
      if (isDeepStrictEqual(values[later], value)) continue;
      throw new DemoError(
        `${later} of ${row.path} is ${JSON.stringify(values[later])}, and was ${JSON.stringify(value)}`,
      );
    }
    after.push({ ...row, values });
  }
  return after;
}
