import { getSchemaDiff, previewSchemaChange, type ChangeOptions } from '@snapinfra/contracts';
import type { Reader, Reading } from '../../access/reading.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope } from '../../http/envelope.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ComparedStates, ReadDiff } from './schema-diff.ts';

export interface SchemaDiffRoutesDeps {
  readonly diffs: {
    readonly states: Reading<ComparedStates>;
    readonly read: (read: Reader<ComparedStates>, options: ChangeOptions) => Promise<ReadDiff>;
  };
  readonly run: RunChange;
  readonly clock: Clock;
}

/** What a change of a model does to a database. */
export const schemaDiffRoutes = (app: App, { diffs, run, clock }: SchemaDiffRoutesDeps): void => {
  app.route({
    ...getSchemaDiff,
    config: { reading: diffs.states },
    handler: async (request, reply) => {
      const { diff, etag } = await diffs.read(diffs.states.of(request), request.query);
      void reply.header('etag', etag);
      return envelope(diff, clock());
    },
  });
  app.route({
    ...previewSchemaChange,
    config: { reading: diffs.states },
    handler: (request, reply) =>
      run(request, reply, async (commit) => {
        const { diff } = await diffs.read(diffs.states.of(request), request.body.options);
        const answer = { status: 200, body: envelope(diff, clock()) };
        await commit([], undefined, answer);
        return answer;
      }),
  });
};
