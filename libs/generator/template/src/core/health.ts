import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { DatabaseHandle } from './database.ts';
import { unavailable } from './problems.ts';

const Health = Type.Object({ status: Type.Literal('ok') });
const Readiness = Type.Object({
  status: Type.Literal('ok'),
  database: Type.Object({ kind: Type.String(), latencyMs: Type.Number() }),
});

/** `/health` is OK if the process responds, `/health/ready` if its database responds as well. */
export const addHealthRoutes = (app: FastifyInstance, database: DatabaseHandle): void => {
  app.get(
    '/health',
    {
      logLevel: 'warn',
      schema: {
        tags: ['Health'],
        security: [],
        operationId: 'health',
        summary: 'Whether the process is running',
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/health/ready',
    {
      logLevel: 'warn',
      schema: {
        tags: ['Health'],
        security: [],
        operationId: 'readiness',
        summary: 'Whether requests can be served',
        response: { 200: Readiness },
      },
    },
    async () => {
      const start = performance.now();
      try {
        await database.ping();
      } catch (error) {
        throw unavailable('The database does not respond.', error);
      }
      const latencyMs = Math.round((performance.now() - start) * 10) / 10;
      return { status: 'ok', database: { kind: database.kind, latencyMs } };
    },
  );
};
