import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startApi } from './support/api.ts';
import { canEver, insider, mayAlways } from './support/callers.ts';
import { earlierRows } from './support/existing-rows.ts';
import { model } from './support/project.ts';
import { listOf, withQuery } from './support/query-string.ts';
import { expectStatus, keyOf } from './support/scenario.ts';
import { itemPath } from './support/rows.ts';

/** Only with TEST_EXISTING_DATABASE; `send` compares each response with the OpenAPI document. */
describe('rows that were there before the tests', () => {
  for (const table of model.tables) {
    const caller = insider(table);
    if (earlierRows(table) === 0 || !canEver(table, 'read', caller)) continue;
    test(`${table.name}: are returned as documented`, async () => {
      const { send } = await startApi();
      const rows = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query = { limit: '200', ...(cursor === '' ? {} : { cursor }) };
        const answer = await send('GET', withQuery(table.route, query), { caller });
        expectStatus(answer, 200);
        const { data, nextCursor } = listOf(answer.body);
        rows.push(...data);
        cursor = nextCursor;
      }
      assert.ok(rows.length <= earlierRows(table));
      if (mayAlways(table, 'read', caller) && !table.softDelete) assert.equal(rows.length, earlierRows(table));
      for (const row of table.itemKey ? rows.slice(0, 20) : []) {
        const read = await send('GET', itemPath(table, keyOf(table, row)), { caller });
        expectStatus(read, 200);
        assert.deepEqual(read.body, row);
      }
    });
  }
});
