import type { Static, TObject, TString } from 'typebox';
import type { App } from '../http/app-instance.ts';
import { envelope } from '../http/envelope.ts';
import { etagOf } from '../http/etag.ts';
import type { Answer, RunChange } from '../idempotency/idempotency.ts';
import type { Clock } from '../runtime/clock.ts';
import { checkChange, checkCreate, checkPath } from './check-contract.ts';
import { ownedListRoutes } from './owned-list-routes.ts';
import type * as contracts from './owned-record-contracts.ts';
import { ownMembers, type NoneOfOwned, type OwnedRecord } from './owned-record.ts';
import type { OwnedRecords, RecordChange } from './owned-records.ts';
import { viewOf } from './view-of.ts';

export interface OwnedRecordRoutesDeps {
  readonly run: RunChange;
  readonly clock: Clock;
}

export interface OwnedRecordRoutesDefinition<Item extends OwnedRecord, View extends contracts.OwnedView> {
  readonly records: OwnedRecords<Item>;
  /** Callers see the members of a record that this schema has; see {@link viewOf}. */
  readonly view: View;
}

interface Parts<Item, View extends contracts.OwnedView> extends OwnedRecordRoutesDeps {
  readonly app: App;
  readonly records: OwnedRecords<Item>;
  readonly toView: (record: Item) => Static<View>;
}

const answerOf = <Item extends OwnedRecord, View extends contracts.OwnedView>(
  { toView, clock }: Pick<Parts<Item, View>, 'toView' | 'clock'>,
  record: Item,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { ...headers, etag: etagOf(record.version) },
  body: envelope(toView(record), clock()),
});

const getRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({ app, records, toView, clock }: Parts<Item, View>) =>
  (contract: contracts.GetContract<View>): void => {
    checkPath(contract);
    app.route({
      ...contract,
      config: { reading: records.one },
      handler: async (request, reply) => {
        const record = await records.one.of(request)();
        void reply.header('etag', etagOf(record.version));
        return envelope(toView(record), clock());
      },
    });
  };

const createRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>(parts: Parts<Item, View>) =>
  /** `toOwn` gives the members of the record's own. The record's path is that of the POST, followed by its id. */
  <Body extends TObject<{ projectId: TString }>>(
    contract: contracts.CreateContract<View, Body>,
    toOwn: (body: Static<Body>) => Omit<Item, keyof OwnedRecord> & NoneOfOwned,
  ): void => {
    const { app, records, run } = parts;
    checkCreate(contract);
    app.route({
      ...contract,
      handler: (request, reply) => {
        const body = request.body as Static<Body>;
        const record = {
          complete: (members: OwnedRecord) => ({ ...ownMembers(toOwn(body)), ...members }) as Item,
          answer: (made: Item) => answerOf(parts, made, 201, { location: `${contract.url}/${made.id}` }),
        };
        return run(request, reply, (commit) => records.create(request.access, record, commit));
      },
    });
  };

const changeRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>(parts: Parts<Item, View>) =>
  <Body extends TObject>(
    contract: contracts.ChangeContract<View, Body>,
    toChange: (body: Static<Body>, record: Item) => RecordChange<Item>,
  ): void => {
    const { app, records, run } = parts;
    checkPath(contract);
    checkChange(contract);
    app.route({
      ...contract,
      config: { reading: records.one },
      handler: (request, reply) => {
        const change = {
          ifMatch: request.headers['if-match'],
          toChange: (record: Item) => toChange(request.body as Static<Body>, record),
          answer: (record: Item) => answerOf(parts, record, 200),
        };
        return run(request, reply, (commit) => records.change(records.one.of(request), change, commit));
      },
    });
  };

const removeRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({ app, records, run, clock }: Parts<Item, View>) =>
  (contract: contracts.RemoveContract): void => {
    checkPath(contract);
    app.route({
      ...contract,
      config: { reading: records.oneOrItsMark },
      handler: (request, reply) => {
        const { id } = request.access;
        const answer = { status: 200, body: envelope({ id, deleted: true as const }, clock()) };
        const removal = { ifMatch: request.headers['if-match'], answer };
        return run(request, reply, (commit) => records.remove(records.oneOrItsMark.of(request), removal, commit));
      },
    });
  };

/**
 * The routes that all owned records have, each added by its contract, with ETag, Location, If-Match and Idempotency-Key as
 * every caller is promised them. An area adds those it has; a special one it writes itself.
 *
 * @throws TypeError for a contract that these routes can't keep, when it is added
 */
export const ownedRecordRoutes = <Item extends OwnedRecord & Static<View>, View extends contracts.OwnedView>(
  app: App,
  deps: OwnedRecordRoutesDeps,
  { records, view }: OwnedRecordRoutesDefinition<Item, View>,
) => {
  const parts = { ...deps, app, records, toView: viewOf(view) };
  return {
    ...ownedListRoutes<Item, View>(app, deps, { lists: records, view }),
    get: getRoute<Item, View>(parts),
    create: createRoute<Item, View>(parts),
    change: changeRoute<Item, View>(parts),
    remove: removeRoute<Item, View>(parts),
  };
};
