import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './support/generated-project.ts';
import { startGenerated, type Answer, type GeneratedServer } from './support/generated-server.ts';
import { meeting } from './support/meeting.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';

const integer = (name: string, more: object = {}) => ({ name, type: 'integer', ...more });
const text = (name: string, more: object = {}) => ({ name, type: 'text', ...more });
const serial = (name: string, more: object = {}) => ({ name, type: 'serial', ...more });
const refers = (fromTable: string, fromField: string, toTable: string, toField: string) => ({
  type: 'many-to-one',
  fromTable,
  fromField,
  toTable,
  toField,
});

const document = {
  name: 'Travel',
  tables: [
    {
      name: 'country',
      softDelete: true,
      fields: [text('code', { primary: true }), text('name'), text('note', { default: 'new' })],
    },
    {
      name: 'person',
      softDelete: true,
      fields: [serial('id', { primary: true }), text('mail', { required: true, unique: true }), text('nick')],
    },
    {
      name: 'visit',
      softDelete: true,
      fields: [integer('id', { primary: true }), text('country'), text('mail'), integer('person')],
    },
    {
      name: 'ticket',
      fields: [
        serial('id', { primary: true }),
        serial('number', { unique: true }),
        integer('tenant'),
        serial('position'),
      ],
      indexes: [{ fields: ['tenant', 'position'], unique: true }],
    },
  ],
  relationships: [
    refers('visit', 'country', 'country', 'code'),
    refers('visit', 'mail', 'person', 'mail'),
    refers('visit', 'person', 'person', 'id'),
  ],
};

const postgres = usePostgres();
let workshop: Workshop;
let cluster: PostgresCluster;
let server: GeneratedServer;
let meet: ReturnType<typeof meeting>;

const outcome = ({ status, body }: Answer): readonly unknown[] => [status, body['detail']];
const create = (path: string, body: object) => server.send('POST', `/api/${path}`, body);
const remove = (path: string) => server.send('DELETE', `/api/${path}`);

// A busy machine starts a cluster and loads a project in its own time.
const patience = 5 * 60_000;

describe.skipIf(postgres.skip)(`creating rows ${postgres.title}`, { timeout: patience }, () => {
  beforeAll(async () => {
    workshop = createWorkshop();
    cluster = await startPostgres();
    server = await startGenerated(workshop, cluster, 'travel', document);
    meet = meeting(server, ['country', 'ticket']);
  }, patience);
  afterAll(async () => {
    await server?.stop();
    await cluster?.stop();
    workshop?.clean();
  });
  beforeEach(() => server.query('truncate country, person, visit, ticket restart identity'));

  describe('whose key a deleted row holds', () => {
    it('makes a new one of it, with nothing of the old but the key', async () => {
      await create('country', { code: 'DE', name: 'secret', note: 'secret' });
      await create('visit', { id: 1, country: 'DE' });
      await remove('visit/1');
      expect((await remove('country/DE')).status).toBe(204);
      const made = await create('country', { code: 'DE' });
      expect([made.status, made.body]).toEqual([201, { code: 'DE', name: null, note: 'new' }]);
      expect(made.headers['location']).toBe('/api/country/DE');
      const read = await server.send('GET', '/api/country/DE');
      expect([read.body, read.headers['etag']]).toEqual([made.body, made.headers['etag']]);
      expect(outcome(await create('country', { code: 'DE' }))).toEqual([409, 'Another row has this "code" already.']);
      expect(await server.query('select 1 from country')).toHaveLength(1);
      expect((await create('visit', { id: 1, country: 'DE' })).status).toBe(201);
    });

    it('keeps a number that others may refer to, unless another one is sent and none does', async () => {
      await create('person', { mail: 'a', nick: 'old' });
      await remove('person/1');
      expect((await create('person', { mail: 'a' })).body).toEqual({ id: 1, mail: 'a', nick: null });
      await remove('person/1');
      expect((await create('person', { id: 7, mail: 'a' })).body).toEqual({ id: 7, mail: 'a', nick: null });
      await create('visit', { id: 1, person: 7 });
      await remove('visit/1');
      await remove('person/7');
      expect(outcome(await create('person', { id: 8, mail: 'a' }))).toEqual([
        409,
        'A deleted row holds this key, and other deleted rows refer to values of it that would change.',
      ]);
      expect((await create('person', { mail: 'a' })).body).toMatchObject({ id: 7 });
    });

    it('is refused where two of them hold what it needs, and says so; a change likewise', async () => {
      await create('person', { id: 1, mail: 'a' });
      await create('person', { id: 2, mail: 'b' });
      await create('person', { id: 3, mail: 'c' });
      await remove('person/1');
      await remove('person/2');
      const refused = [409, 'A row that was deleted still holds this "mail".'];
      expect(outcome(await create('person', { id: 1, mail: 'b' }))).toEqual(refused);
      expect(outcome(await server.send('PATCH', '/api/person/3', { mail: 'b' }))).toEqual(refused);
      expect(outcome(await server.send('PATCH', '/api/person/3', { id: 1 }))).toEqual([
        409,
        'A row that was deleted still holds this "id".',
      ]);
      expect(outcome(await create('person', { id: 1, mail: 'c' }))).toEqual([
        409,
        'Another row has this "mail" already.',
      ]);
    });

    it('is checked like any other new row', async () => {
      await server.query(`insert into visit values (1, null, null, null, now())`);
      expect(outcome(await create('visit', { id: 1, country: 'XX' }))).toEqual([
        409,
        '"country" must refer to a row that exists.',
      ]);
      await server.query(`insert into country values ('YY', 'y', 'y', now())`);
      expect(outcome(await create('visit', { id: 1, country: 'YY' }))).toEqual([
        409,
        '"country" must refer to a row that exists.',
      ]);
      expect((await create('visit', { id: 1, country: 4 })).status).toBe(422);
      expect(await server.query('select 1 from visit where deleted_at is null')).toEqual([]);
    });

    it('is there once when two make it', async () => {
      await server.query(`insert into country values ('DE', 'x', 'x', now())`);
      const answers = await meet(
        () => create('country', { code: 'DE', name: 'one' }),
        () => create('country', { code: 'DE', name: 'two' }),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 409]);
      expect(await server.query('select name from country')).toEqual([{ name: 'one' }]);
    });
  });

  describe('without their numbers', () => {
    const numbersOf = (answer: Answer) => {
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body;
    };

    it('passes those that rows brought along, at the first try', async () => {
      for (const id of [1, 2, 3]) await create('ticket', { id });
      expect(numbersOf(await create('ticket', {}))['id']).toBe(4);
      await create('ticket', { id: 5, number: 6, position: 6 });
      expect(numbersOf(await create('ticket', {}))).toMatchObject({ id: 6 });
      expect(numbersOf(await create('ticket', {}))).toMatchObject({ id: 7 });
    });

    it('passes those of every field, of part of a key, and those that a change gave', async () => {
      await server.query(`insert into ticket select n, n + 1, 5, n + 2 from generate_series(1, 9) n`);
      expect(numbersOf(await create('ticket', { tenant: 5 }))).toMatchObject({ tenant: 5, position: 12 });
      const next = Number(numbersOf(await create('ticket', { tenant: 6 }))['number']);
      expect((await server.send('PATCH', '/api/ticket/1', { number: next + 1 })).status).toBe(200);
      expect(numbersOf(await create('ticket', { tenant: 6 }))['number']).toBe(next + 2);
    });

    it('passes as many as were imported', async () => {
      await server.query(`insert into ticket select n, n from generate_series(1, 250000) n`);
      expect(Number(numbersOf(await create('ticket', {}))['number'])).toBeGreaterThan(250_000);
    });

    it('loses no numbers to one row that takes the last of them', async () => {
      await create('ticket', { id: 2_147_483_647 });
      await create('ticket', { id: 2 });
      expect([numbersOf(await create('ticket', {}))['id'], numbersOf(await create('ticket', {}))['id']]).toEqual([
        1, 3,
      ]);
    });

    it('is told when there are none left', async () => {
      await create('ticket', { id: 2_147_483_647 });
      await server.query(`select setval('ticket_id_seq', 2147483646)`);
      expect(outcome(await create('ticket', { number: 9, position: 9 }))).toEqual([
        409,
        '"id" has no generated numbers left; send one that is free.',
      ]);
    });

    it('finds one for each of many at once, within the transaction of a hook', async () => {
      for (const id of [1, 2, 3]) await create('ticket', { id, number: id + 3, position: id + 1 });
      const answers = await Promise.all(Array.from({ length: 8 }, () => create('ticket', { tenant: 1 })));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    });
  });
});
