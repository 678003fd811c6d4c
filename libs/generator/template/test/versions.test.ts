import assert from 'node:assert/strict';
import { canEver, insider } from './support/callers.ts';
import { mayInclude } from './support/embedding.ts';
import type { Json, TableModel } from './support/model.ts';
import { nameList, withQuery } from './support/query-string.ts';
import { expectStatus, forEachTable, pathOf, scenario } from './support/scenario.ts';

const can = (table: TableModel, action: 'read' | 'update') => canEver(table, action, insider(table));
const codeOf = (body: Json) => (body as Record<string, Json>)['code'];

forEachTable(
  'versions',
  (table) => table.itemKey !== undefined && can(table, 'read') && can(table, 'update'),
  (table) => {
    scenario('accepts the ETag of any response with the row, even with embedded rows', table, async (context) => {
      const { row, save, send } = context;
      const made = row();
      await save();
      const relation = table.relations.find((candidate) => mayInclude(candidate, context.me));
      const paths = [
        pathOf(made),
        ...(relation ? [withQuery(pathOf(made), { include: nameList([relation.name]) })] : []),
      ];
      for (const path of paths) {
        const { etag = '' } = (await send('GET', path)).headers;
        assert.match(String(etag), /^"/, 'a strong tag, as If-Match uses the strong comparison');
        expectStatus(await send('GET', path, { headers: { 'if-none-match': `W/"x", W/${String(etag)}` } }), 304);
        for (const list of [String(etag), `"a,b" , ${String(etag)}`, `W/"7",${String(etag)},`, '*'])
          expectStatus(await send('PATCH', pathOf(made), { body: {}, headers: { 'if-match': list } }), 200);
      }
    });

    scenario('explains why an If-Match can never match', table, async ({ row, save, send }) => {
      const made = row();
      await save();
      const etag = String((await send('GET', pathOf(made))).headers['etag']);
      const change = (list: string) => send('PATCH', pathOf(made), { body: {}, headers: { 'if-match': list } });
      for (const weak of [`W/${etag}`, `"0", W/${etag}`, 'W/"0"']) {
        const answer = await change(weak);
        expectStatus(answer, 412);
        assert.equal(codeOf(answer.body), 'weak_tag', weak);
      }
      for (const stale of ['"0"', '""', 'W/"0", "0"']) {
        const answer = await change(stale);
        expectStatus(answer, 412);
        assert.equal(codeOf(answer.body), 'precondition_failed', stale);
      }
      for (const malformed of [etag.slice(1, -1), `${etag}x`, '"a', 'w/"1"', `*, ${etag}`, 'W/ "1"', `${etag} ${etag}`])
        expectStatus(await change(malformed), 400);
    });
  },
);
