import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './support/generated-project.ts';
import { startGenerated, type Answer, type GeneratedServer } from './support/generated-server.ts';
import { meeting } from './support/meeting.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';

const secret = 'only these tests sign with this secret';
const variables = { AUTH_MODE: 'jwt', JWT_SECRET: secret };
interface Document {
  readonly tables: readonly { readonly name: string }[];
  readonly relationships: readonly { readonly name?: string }[];
}

/** Some tables of a sample, as they are there. */
const partOf = (sample: string, tables: readonly string[], relationships: readonly string[]): Document => {
  const path = join(import.meta.dirname, `../../../tools/samples/${sample}.json`);
  const document = JSON.parse(readFileSync(path, 'utf8')) as Document;
  return {
    tables: document.tables.filter(({ name }) => tables.includes(name)),
    relationships: document.relationships.filter(({ name }) => relationships.includes(name ?? '')),
  };
};

const clinic = partOf('clinic', ['person', 'patient'], ['is person']);
const sharing = partOf('sharing', ['doc', 'label'], ['tagged']);
const ofDoc = (name: string, fields: readonly object[], type: string) => ({
  table: {
    ...{ name, ownerVia: `${name} of doc`, fields },
    access: { read: ['owner'], create: ['owner'], update: ['owner'], delete: ['owner'] },
  },
  relationship: {
    ...{ name: `${name} of doc`, type, fromTable: name, fromFields: ['doc'] },
    ...{ toTable: 'doc', toFields: ['id'] },
  },
});
/** Rows whose reference may be left out: it is then null, or a number that the database gives. */
const parts = [
  ofDoc(
    'remark',
    [
      { name: 'id', type: 'serial', primary: true },
      { name: 'doc', type: 'bigint' },
    ],
    'many-to-one',
  ),
  ofDoc('cover', [{ name: 'doc', type: 'bigserial', primary: true }], 'one-to-one'),
];

const document = {
  name: 'Owners',
  tables: [...clinic.tables, ...sharing.tables, ...parts.map(({ table }) => table)],
  relationships: [...clinic.relationships, ...sharing.relationships, ...parts.map(({ relationship }) => relationship)],
};

const token = (subject: string, ...roles: string[]): Promise<string> =>
  new SignJWT({ roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

const postgres = usePostgres();
let workshop: Workshop;
let cluster: PostgresCluster;
let server: GeneratedServer;
let meet: ReturnType<typeof meeting>;

type Method = Parameters<GeneratedServer['send']>[0];

/** Sends in somebody's name. */
const as = async (subject: string, ...roles: string[]) => {
  const headers = { authorization: `Bearer ${await token(subject, ...roles)}` };
  return (method: Method, path: string, body?: object) => server.send(method, `/api/${path}`, body, headers);
};

const [alice, bob, clerk] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const outcome = ({ status, body }: Answer): readonly unknown[] => [status, body];

describe.skipIf(postgres.skip)(`owners ${postgres.title}`, () => {
  beforeAll(async () => {
    workshop = createWorkshop();
    cluster = await startPostgres();
    server = await startGenerated(workshop, cluster, 'owners', document, variables);
    meet = meeting(server, ['tagged', 'label']);
  });
  afterAll(async () => {
    await server?.stop();
    await cluster?.stop();
    workshop?.clean();
  });

  it('of patients are named by the staff that registers them, who see their own and no others', async () => {
    const staff = await as(clerk, 'staff');
    const names = { given_name: 'A', family_name: 'B', born_on: '2000-01-01' };
    for (const id of [alice, bob]) {
      const person = await staff('POST', 'person', { ...names, id });
      expect([person.status, person.body['id']]).toEqual([201, id]);
      expect((await staff('POST', 'patient', { person_id: id })).status).toBe(201);
    }
    const own = await as(alice);
    expect((await own('GET', `patient/${alice}`)).status).toBe(200);
    expect((await own('GET', `patient/${bob}`)).status).toBe(404);
    expect((await own('POST', 'person', { ...names, id: alice })).status).toBe(403);
    // Who has no account yet gets a number of his own, and is not taken for the clerk.
    const unnamed = [await staff('POST', 'person', names), await staff('POST', 'person', names)];
    expect(unnamed.map(({ status }) => status)).toEqual([201, 201]);
    const ids = new Set([clerk, ...unnamed.map(({ body }) => body['id'])]);
    expect(ids.size).toBe(3);
    const capitals = await staff('POST', 'person', { ...names, id: alice.toUpperCase() });
    expect([capitals.status, capitals.body['errors']]).toMatchObject([422, [{ path: '/id' }]]);
  });

  it.each(['remark', 'cover'])(
    'of a %s are known before it is made: nothing but defaults is no way around',
    async (name) => {
      const own = await as(alice);
      const doc = await own('POST', 'doc', { title: 'doc' });
      const refused = await (await as('mallory'))('POST', name, {});
      expect([refused.status, refused.body['detail']]).toEqual([403, '"doc" must refer to a row that is yours.']);
      expect(await server.query(`select 1 from "${name}"`)).toEqual([]);
      expect((await own('POST', name, { doc: doc.body['id'] })).status).toBe(201);
    },
  );

  describe('of two rows that a link connects', () => {
    const prepare = async () => {
      const [from, to] = [await as(alice), await as(bob)];
      const doc = await from('POST', 'doc', { title: 'doc' });
      const label = await to('POST', 'label', { name: 'label' });
      const ids = { doc_id: doc.body['id'], label_id: label.body['id'] };
      const insert = () =>
        server.query('insert into tagged (doc_id, label_id) values ($1, $2)', [ids.doc_id, ids.label_id]);
      return { from, to, ids, insert, path: `tagged/${String(ids.doc_id)}/${String(ids.label_id)}` };
    };

    it('both see the link and can remove it, at the same time once', async () => {
      const { from, to, insert, path } = await prepare();
      await insert();
      expect((await from('GET', path)).status).toBe(200);
      expect((await to('GET', path)).status).toBe(200);
      const answers = await meet(
        () => from('DELETE', path),
        () => to('DELETE', path),
      );
      expect(answers.map(({ status }) => status)).toEqual([204, 404]);
      await insert();
      expect((await (await as(clerk))('DELETE', path)).status).toBe(404);
      expect((await to('DELETE', path)).status).toBe(204);
    });

    it('cannot be told to be there by a link to it, also while it is removed', async () => {
      const { from, to, ids } = await prepare();
      const hidden = await from('POST', 'tagged', ids);
      expect(hidden.status).toBe(409);
      const mine = await from('POST', 'label', { name: 'mine' });
      const label = String(mine.body['id']);
      const [removed, late] = await meet(
        () => from('DELETE', `label/${label}`),
        () => from('POST', 'tagged', { ...ids, label_id: label }),
      );
      expect(removed.status).toBe(204);
      expect(outcome(late)).toEqual(outcome(hidden));
      expect((await to('DELETE', `label/${String(ids.label_id)}`)).status).toBe(204);
      expect(outcome(await from('POST', 'tagged', ids))).toEqual(outcome(hidden));
    });
  });
});
