import { getSchemaDiff } from '@snapinfra/contracts';
import type { Reader, Reading } from '../../access/reading.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope } from '../../http/envelope.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ComparedStates, ReadDiff } from './schema-diff.ts';

export interface SchemaDiffRoutesDeps {
  readonly diffs: {
    readonly states: Reading<ComparedStates>;
    readonly read: (read: Reader<ComparedStates>) => Promise<ReadDiff>;
  };
  readonly clock: Clock;
}

/** What a change of a model does to a database. */
export const schemaDiffRoutes = (app: App, { diffs, clock }: SchemaDiffRoutesDeps): void => {
  app.route({
    ...getSchemaDiff,
    config: { reading: diffs.states },
    handler: async (request, reply) => {
      const { diff, etag } = await diffs.read(diffs.states.of(request));
      void reply.header('etag', etag);
      return envelope(diff, clock());
    },
  });
};
