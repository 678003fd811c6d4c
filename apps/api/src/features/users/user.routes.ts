import { deleteMe, exportMe, getMe, getMyExport } from '@snapinfra/contracts';
import type { Reading } from '../../access/reading.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope } from '../../http/envelope.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { createDeleteMe, Leaver } from './delete-me.ts';
import { readExport, type createRequestExport, type ExportStores, type OwnExports } from './export-me.ts';
import type { ExportRecord } from './export-record.ts';
import type { createReadMe, OwnRecord } from './read-me.ts';

export interface UserRoutesDeps {
  readonly me: {
    readonly record: Reading<OwnRecord>;
    readonly leaver: Reading<Leaver>;
    readonly exports: Reading<OwnExports>;
    readonly oneExport: Reading<ExportRecord>;
    readonly read: ReturnType<typeof createReadMe>;
    readonly remove: ReturnType<typeof createDeleteMe>;
    readonly requestExport: ReturnType<typeof createRequestExport>;
  };
  readonly exportStores: Pick<ExportStores, 'objects'>;
  readonly run: RunChange;
  readonly clock: Clock;
}

/** The caller, and what is the caller's own. */
export const userRoutes = (app: App, { me, exportStores, run, clock }: UserRoutesDeps): void => {
  app.route({
    ...getMe,
    config: { reading: me.record },
    handler: (request, reply) =>
      run(request, reply, (commit) => me.read(request.caller, me.record.of(request), commit)),
  });
  app.route({
    ...deleteMe,
    config: { reading: me.leaver },
    handler: (request, reply) => {
      const { caller, headers } = request;
      const leaver = me.leaver.of(request);
      return run(request, reply, (commit) => me.remove(caller, leaver, headers['if-match'], commit));
    },
  });
  app.route({
    ...exportMe,
    config: { reading: me.exports },
    handler: (request, reply) =>
      run(request, reply, (commit) => me.requestExport(request.caller, me.exports.of(request), commit)),
  });
  app.route({
    ...getMyExport,
    config: { reading: me.oneExport },
    handler: async (request) => {
      const record = await me.oneExport.of(request)();
      return envelope(await readExport(exportStores, record), clock());
    },
  });
};
