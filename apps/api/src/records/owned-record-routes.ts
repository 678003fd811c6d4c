import type { Static, TObject, TString } from 'typebox';
import type { App } from '../http/app-instance.ts';
import { envelope } from '../http/envelope.ts';
import { etagOf } from '../http/etag.ts';
import type { RunOnce } from '../idempotency/run-once.ts';
import type { Clock } from '../runtime/clock.ts';
import { checkChange, checkCreate, idReader } from './check-contract.ts';
import { ownedListRoutes } from './owned-list-routes.ts';
import type * as contracts from './owned-record-contracts.ts';
import { ownMembers, type NoneOfOwned, type OwnedRecord } from './owned-record.ts';
import type { OwnedRecords, RecordChange } from './owned-records.ts';
import { viewOf } from './view-of.ts';

export interface OwnedRecordRoutesDeps {
  readonly runOnce: RunOnce;
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

const getRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({ app, records, toView, clock }: Parts<Item, View>) =>
  (contract: contracts.GetContract<View>): void => {
    const idOf = idReader(contract);
    app.route({
      ...contract,
      handler: async ({ caller, params }, reply) => {
        const record = await records.require(caller, idOf(params));
        void reply.header('etag', etagOf(record.version));
        return envelope(toView(record), clock());
      },
    });
  };

const createRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({
    app,
    records,
    toView,
    runOnce,
    clock,
  }: Parts<Item, View>) =>
  /** `toOwn` gives the members of the record's own. The record's path is that of the POST, followed by its id. */
  <Body extends TObject<{ projectId: TString }>>(
    contract: contracts.CreateContract<View, Body>,
    toOwn: (body: Static<Body>) => Omit<Item, keyof OwnedRecord> & NoneOfOwned,
  ): void => {
    checkCreate(contract);
    app.route({
      ...contract,
      handler: (request, reply) => {
        const body = request.body as Static<Body>;
        const record = {
          projectId: body.projectId,
          complete: (members: OwnedRecord) => ({ ...ownMembers(toOwn(body)), ...members }) as Item,
          answer: (made: Item) => ({
            status: 201,
            headers: { location: `${contract.url}/${made.id}`, etag: etagOf(made.version) },
            body: envelope(toView(made), clock()),
          }),
        };
        return runOnce(request, reply, (commit) => records.create(request.caller, record, commit));
      },
    });
  };

const changeRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({ app, records, toView, clock }: Parts<Item, View>) =>
  <Body extends TObject>(
    contract: contracts.ChangeContract<View, Body>,
    toChange: (body: Static<Body>, record: Item) => RecordChange<Item>,
  ): void => {
    const idOf = idReader(contract);
    checkChange(contract);
    app.route({
      ...contract,
      handler: async ({ caller, params, headers, body }, reply) => {
        const toChangeOf = (record: Item) => toChange(body as Static<Body>, record);
        const record = await records.change(caller, idOf(params), headers['if-match'], toChangeOf);
        void reply.header('etag', etagOf(record.version));
        return envelope(toView(record), clock());
      },
    });
  };

const removeRoute =
  <Item extends OwnedRecord, View extends contracts.OwnedView>({ app, records, clock }: Parts<Item, View>) =>
  (contract: contracts.RemoveContract): void => {
    const idOf = idReader(contract);
    app.route({
      ...contract,
      handler: async ({ caller, params, headers }) => {
        const id = idOf(params);
        await records.remove(caller, id, headers['if-match']);
        return envelope({ id, deleted: true as const }, clock());
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
