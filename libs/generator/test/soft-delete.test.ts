import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './support/generated-project.ts';
import { startGenerated, type Answer, type GeneratedServer } from './support/generated-server.ts';
import { meeting } from './support/meeting.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';

const id = { name: 'id', type: 'integer', primary: true };
const up = (name: string, more: object = {}) => ({ name, type: 'integer', ...more });
const refers = (fromTable: string, fromField: string, toTable: string, onDelete?: string) => ({
  type: 'many-to-one',
  fromTable,
  fromField,
  toTable,
  toField: 'id',
  ...(onDelete === undefined ? {} : { onDelete }),
});
const table = (name: string, fields: readonly object[], softDelete = true) => ({
  name,
  softDelete,
  fields: [id, ...fields],
});

const document = {
  name: 'Press',
  tables: [
    table('house', []),
    table('author', [up('house', { required: true }), { name: 'mail', type: 'text', required: true, unique: true }]),
    table('essay', [up('author', { required: true }), { name: 'text', type: 'text' }]),
    table('letter', [up('author', { required: true }), up('reply')], false),
    table('note', [up('letter'), up('author', { required: true })], false),
    table('prize', [up('author', { default: 1 })], false),
    { name: 'medal', fields: [{ name: 'id', type: 'serial', primary: true }, up('author', { default: 1 })] },
    table('tree', [up('parent')]),
    table('label', [], false),
    table('book', [up('label', { default: 1 })]),
    { name: 'seat', fields: [{ name: 'author', type: 'serial', primary: true }] },
    table('crown', [up('author', { default: 1, unique: true })], false),
  ],
  relationships: [
    refers('author', 'house', 'house', 'cascade'),
    refers('essay', 'author', 'author', 'restrict'),
    refers('letter', 'author', 'author', 'cascade'),
    refers('letter', 'reply', 'letter', 'set null'),
    refers('note', 'letter', 'letter', 'set null'),
    refers('note', 'author', 'author', 'cascade'),
    refers('prize', 'author', 'author', 'set default'),
    refers('medal', 'author', 'author', 'cascade'),
    refers('tree', 'parent', 'tree', 'cascade'),
    refers('book', 'label', 'label'),
    refers('crown', 'author', 'author', 'set default'),
    { ...refers('seat', 'author', 'author'), type: 'one-to-one' },
  ],
};

const postgres = usePostgres();
let workshop: Workshop;
let cluster: PostgresCluster;
let server: GeneratedServer;
let meet: ReturnType<typeof meeting>;

const all = 'house, author, essay, letter, note, prize, medal, tree, label, book, crown, seat';
const detail = (answer: Answer): unknown => answer.body['detail'];
const visible = async (name: string): Promise<number> =>
  (await server.query(`select 1 from "${name}" t where to_jsonb(t) ->> 'deleted_at' is null`)).length;

// A busy machine starts a cluster and loads a project in its own time.
const patience = 5 * 60_000;

describe.skipIf(postgres.skip)(`soft delete ${postgres.title}`, { timeout: patience }, () => {
  beforeAll(async () => {
    workshop = createWorkshop();
    cluster = await startPostgres();
    server = await startGenerated(workshop, cluster, 'press', document);
    meet = meeting(server, ['author', 'essay', 'letter', 'tree']);
  }, patience);
  afterAll(async () => {
    await server?.stop();
    await cluster?.stop();
    workshop?.clean();
  });
  beforeEach(async () => {
    await server.query(`truncate ${all}`);
    await server.query(`insert into house values (1), (2)`);
    await server.query(`insert into author values (1, 1, 'a'), (2, 2, 'b')`);
  });

  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
  const remove = (path: string) => () => server.send('DELETE', `/api/${path}`);
  const create = (path: string, body: object) => () => server.send('POST', `/api/${path}`, body);
  const change = (path: string, body: object) => () => server.send('PATCH', `/api/${path}`, body);

  it('is refused while a row refers to it, and not by rows that are marked', async () => {
    await server.query(`insert into essay values (1, 1, 'x')`);
    const refused = await server.send('DELETE', '/api/author/1');
    expect([refused.status, detail(refused)]).toEqual([409, 'Other rows refer to this author.']);
    expect(await visible('author')).toBe(2);
    expect((await server.send('DELETE', '/api/essay/1')).status).toBe(204);
    expect((await server.send('DELETE', '/api/author/1')).status).toBe(204);
  });

  it('follows cascades to any depth, and is refused whole by a restrict on the way', async () => {
    await server.query(`insert into letter values (1, 1, null)`);
    await server.query(`insert into essay values (1, 1, 'x')`);
    const refused = await server.send('DELETE', '/api/house/1');
    expect([refused.status, detail(refused)]).toEqual([
      409,
      'Other rows refer to a row that would be deleted with this house.',
    ]);
    expect([await visible('house'), await visible('author'), await visible('letter')]).toEqual([2, 2, 1]);
    await server.query(`delete from essay`);
    expect((await server.send('DELETE', '/api/house/1')).status).toBe(204);
    expect([await visible('house'), await visible('author'), await visible('letter')]).toEqual([1, 1, 0]);
    expect(await server.query('select id from author order by id')).toHaveLength(2);
  });

  it('removes rows of tables without soft delete whichever way they refer to each other', async () => {
    await server.query(`insert into letter values (1, 1, null), (2, 1, 1), (3, 2, 1)`);
    await server.query(`insert into note values (1, 1, 1), (2, 2, 1), (3, 1, 2)`);
    expect((await server.send('DELETE', '/api/author/1')).status).toBe(204);
    expect(await server.query('select id, reply from letter')).toEqual([{ id: 3, reply: null }]);
    expect(await server.query('select id, letter from note')).toEqual([{ id: 3, letter: null }]);
  });

  it('sets defaults that are there, and is refused where they are marked', async () => {
    await server.query(`insert into prize values (1, 2)`);
    expect((await server.send('DELETE', '/api/author/2')).status).toBe(204);
    expect(await server.query('select author from prize')).toEqual([{ author: 1 }]);
    const refused = await server.send('DELETE', '/api/author/1');
    expect([refused.status, detail(refused)]).toEqual([409, 'Rows that refer to this author would refer to no row.']);
    expect(await visible('author')).toBe(1);
  });

  it('leaves no default that is marked to a new row', async () => {
    expect((await server.send('POST', '/api/medal', {})).body).toMatchObject({ author: 1 });
    expect((await server.send('DELETE', '/api/author/1')).status).toBe(204);
    for (const [name, body] of [
      ['prize', { id: 1 }],
      ['medal', {}],
    ] as const) {
      const refused = await server.send('POST', `/api/${name}`, body);
      expect([refused.status, detail(refused)]).toEqual([409, '"author" must refer to a row that exists.']);
    }
  });

  it('is refused where a default is taken by another row, in words of the row that was to be deleted', async () => {
    await server.query(`insert into crown values (1, 1), (2, 2)`);
    const refused = await server.send('DELETE', '/api/author/2');
    expect([refused.status, refused.body['code'], detail(refused)]).toEqual([
      409,
      'conflict_reference',
      'Rows that refer to this author require it.',
    ]);
    expect(await visible('author')).toBe(2);
  });

  it('leaves no default to a new row that refers to nothing, and names the field', async () => {
    const refused = await server.send('POST', '/api/book', { id: 1 });
    expect([refused.status, detail(refused)]).toEqual([409, '"label" must refer to a row that exists.']);
    expect(refused.body['errors']).toMatchObject([{ path: '/label' }]);
  });

  it('is seen by a row that gets its reference by number', async () => {
    await server.query(`update author set deleted_at = now() where id = 1`);
    const refused = await server.send('POST', '/api/seat', {});
    expect([refused.status, detail(refused)]).toEqual([409, '"author" must refer to a row that exists.']);
    expect(await server.send('POST', '/api/seat', {})).toMatchObject({ status: 201, body: { author: 2 } });
  });

  it('ends in a circle', async () => {
    await server.query(`insert into tree values (1, 3), (2, 1), (3, 2), (4, 4), (5, 4)`);
    expect((await server.send('DELETE', '/api/tree/1')).status).toBe(204);
    expect(await server.query('select id from tree where deleted_at is null order by id')).toEqual([
      { id: 4 },
      { id: 5 },
    ]);
    expect((await server.send('DELETE', '/api/tree/4')).status).toBe(204);
    expect(await visible('tree')).toBe(0);
  });

  it('takes 100,000 rows that follow, and those that follow them', async () => {
    await server.query(`insert into tree values (1, null)`);
    await server.query(`insert into tree select n, 1 from generate_series(2, 100001) n`);
    await server.query(`insert into tree select n, n - 100000 from generate_series(100002, 200001) n`);
    await server.query('create index on tree (parent)');
    await server.query('analyze tree');
    expect((await server.send('DELETE', '/api/tree/1')).status).toBe(204);
    expect(await visible('tree')).toBe(0);
  });

  it('says that marked rows still refer to what cannot be removed, or be given another key', async () => {
    await server.query(`insert into label values (1)`);
    await server.query(`insert into book values (1, 1)`);
    expect(detail(await server.send('DELETE', '/api/label/1'))).toBe('Other rows refer to this label.');
    expect(detail(await server.send('PATCH', '/api/label/1', { id: 2 }))).toBe('Other rows refer to the old value.');
    expect((await server.send('DELETE', '/api/book/1')).status).toBe(204);
    const removed = await server.send('DELETE', '/api/label/1');
    expect([removed.status, detail(removed)]).toEqual([
      409,
      'Rows of "book" that are marked as deleted still refer to this label.',
    ]);
    const moved = await server.send('PATCH', '/api/label/1', { id: 2 });
    expect([moved.status, detail(moved)]).toEqual([
      409,
      'Rows of "book" that are marked as deleted still refer to the old value.',
    ]);
  });

  it('checks If-Match against the version after the one that it waited for', async () => {
    const { headers } = await server.send('GET', '/api/author/1');
    const answers = await meet(change('author/1', { mail: 'z' }), () =>
      server.send('DELETE', '/api/author/1', undefined, { 'if-match': String(headers['etag']) }),
    );
    expect(statuses(answers)).toEqual([200, 412]);
  });

  it.each([
    ['a new row', create('essay', { id: 1, author: 1, text: 'x' })],
    ['a row that is pointed at it', change('essay/9', { author: 1 })],
    ['a row that is made again', create('essay', { id: 8, author: 1, text: 'x' })],
  ])('meets %s: whoever comes second is refused', async (_what, refer) => {
    const prepare = async () => {
      await server.query(`delete from essay`);
      await server.query(`insert into essay values (9, 2, 'x')`);
      await server.query(`insert into essay values (8, 2, 'x', now())`);
    };
    await prepare();
    const first = await meet(refer, remove('author/1'));
    expect([first[0].status < 300, first[1].status]).toEqual([true, 409]);
    await prepare();
    const second = await meet(remove('author/1'), refer);
    expect(statuses(second), JSON.stringify(second[1])).toEqual([204, 409]);
    expect(await server.query('select 1 from essay where author = 1 and deleted_at is null')).toEqual([]);
  });

  it('meets a new row further down: it follows, or is refused', async () => {
    await server.query(`insert into tree values (1, null), (2, 1)`);
    expect(statuses(await meet(create('tree', { id: 3, parent: 2 }), remove('tree/1')))).toEqual([201, 204]);
    expect(await visible('tree')).toBe(0);
    await server.query(`insert into tree values (11, null), (12, 11)`);
    expect(statuses(await meet(remove('tree/11'), create('tree', { id: 13, parent: 12 })))).toEqual([204, 409]);
    expect(await visible('tree')).toBe(0);
  });

  it('meets a change of a row that follows: it follows as it is then', async () => {
    expect(statuses(await meet(change('author/1', { mail: 'z' }), remove('house/1')))).toEqual([200, 204]);
    expect(await server.query('select mail from author where deleted_at is not null')).toEqual([{ mail: 'z' }]);
    expect(statuses(await meet(change('author/2', { house: 2, mail: 'y' }), remove('house/2')))).toEqual([200, 204]);
    expect(await visible('author')).toBe(0);
  });

  it('meets a row that is led away from it: that stays', async () => {
    await server.query(`insert into tree values (1, null), (2, 1), (9, null)`);
    expect(statuses(await meet(change('tree/2', { parent: 9 }), remove('tree/1')))).toEqual([200, 204]);
    expect(await server.query('select id from tree where deleted_at is null order by id')).toEqual([
      { id: 2 },
      { id: 9 },
    ]);
  });
});
