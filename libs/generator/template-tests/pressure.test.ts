import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { expect, it, vi } from 'vitest';
import { buildApp } from '../template/src/app.ts';
import { readConfig } from '../template/src/config.ts';
import type { DatabaseHandle } from '../template/src/core/database.ts';
import { generalProblem } from '../template/src/core/database-errors.ts';
import { defineResource, field } from '../template/src/core/resource.ts';

const table = pgTable('busy', { id: integer('id').notNull() });
const anybody = ['public'] as const;
const resource = defineResource({
  name: 'busy',
  typeName: 'Busy',
  path: 'busy',
  table,
  fields: { id: field(table.id, Type.Integer()) },
  key: ['id'],
  access: { read: anybody, create: anybody, update: anybody, delete: anybody },
  relations: () => ({}),
});

/** No request of this test comes as far as to its tables. */
const database: DatabaseHandle = {
  db: drizzle.mock(),
  kind: 'postgres',
  ping: async () => undefined,
  withSession: () => Promise.reject(new Error('there is no database')),
  close: async () => undefined,
};

const blockThread = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

it('turns requests away while it is busy, and stays healthy', async () => {
  const config = { ...readConfig({ LOG_LEVEL: 'silent', DATA_FOLDER: 'memory' }), maxEventLoopDelayMs: 1 };
  const app = await buildApp({ config, database, resources: [resource] });
  try {
    const statusOf = async (url: string) => (await app.inject({ url, headers: { host: 'localhost' } })).statusCode;
    await vi.waitFor(
      async () => {
        blockThread(50);
        expect(await statusOf('/api/busy')).toBe(503);
        expect(await statusOf('/health')).toBe(200);
        expect(await statusOf('/health/ready')).toBe(200);
      },
      { timeout: 30_000, interval: 5 },
    );
  } finally {
    await app.close();
  }
});

it('says that a statement took too long, and not that the database is away', () => {
  const problem = generalProblem(Object.assign(new Error('canceling statement'), { code: '57014' }));
  expect(problem).toMatchObject({ status: 503, message: expect.stringContaining('Ask for less') });
});
