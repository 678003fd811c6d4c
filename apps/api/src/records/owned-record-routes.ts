import type { Static, TObject, TString } from 'typebox';
import type { App } from '../http/app-instance.ts';
import { envelope, listEnvelope } from '../http/envelope.ts';
import { etagOf } from '../http/etag.ts';
import type { RunOnce } from '../idempotency/run-once.ts';
import type { Clock } from '../runtime/clock.ts';
import { mapPage } from '../storage/list-page.ts';
import type * as contracts from './owned-record-contracts.ts';
import type { OwnedRecord } from './owned-record.ts';
import type { OwnedRecords, RecordChange } from './owned-records.ts';

export interface OwnedRecordRoutesDeps {
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

export interface OwnedRecordRoutesDefinition<Item extends OwnedRecord, View extends TObject> {
  readonly records: OwnedRecords<Item>;
  /** What callers see of a record: the members of this schema, and nothing else. */
  readonly view: View;
}

interface Parts<Item, View extends TObject> extends OwnedRecordRoutesDeps {
  readonly app: App;
  readonly records: OwnedRecords<Item>;
  readonly toView: (record: Item) => Static<View>;
}

/** Shows the members that a schema has. */
export const viewOf =
  <View extends TObject>({ properties }: View) =>
  (record: Static<View>): Static<View> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => Object.hasOwn(properties, name))) as Static<View>;

const idOf = (params: Readonly<Record<string, string>>): string => Object.values(params).join();

const readRoutes = <Item extends OwnedRecord, View extends TObject>({
  app,
  records,
  toView,
  clock,
}: Parts<Item, View>) => ({
  list: (contract: contracts.ListContract<View>) =>
    void app.route({
      ...contract,
      handler: async ({ caller, query }) => listEnvelope(mapPage(await records.ofUser(caller, query), toView), clock()),
    }),
  listOfProject: (contract: contracts.ListOfProjectContract<View>) =>
    void app.route({
      ...contract,
      handler: async ({ caller, params, query }) =>
        listEnvelope(mapPage(await records.ofProject(caller, params.projectId, query), toView), clock()),
    }),
  get: (contract: contracts.GetContract<View>) =>
    void app.route({
      ...contract,
      handler: async ({ caller, params }, reply) => {
        const record = await records.require(caller, idOf(params));
        void reply.header('etag', etagOf(record.version));
        return envelope(toView(record), clock());
      },
    }),
});

const createRoute =
  <Item extends OwnedRecord, View extends TObject>({ app, records, toView, runOnce, clock }: Parts<Item, View>) =>
  /** `toOwn` gives the members of the record's own. The record's path is that of the POST, followed by its id. */
  <Body extends TObject<{ projectId: TString }>>(
    contract: contracts.CreateContract<View, Body>,
    toOwn: (body: Static<Body>) => Omit<Item, keyof OwnedRecord>,
  ) =>
    void app.route({
      ...contract,
      handler: (request, reply) => {
        const body = request.body as Static<Body>;
        const record = {
          projectId: body.projectId,
          complete: (members: OwnedRecord) => ({ ...members, ...toOwn(body) }) as Item,
          answer: (made: Item) => ({
            status: 201,
            headers: { location: `${contract.url}/${made.id}`, etag: etagOf(made.version) },
            body: envelope(toView(made), clock()),
          }),
        };
        return runOnce(request, reply, (commit) => records.create(request.caller, record, commit));
      },
    });

const changeRoutes = <Item extends OwnedRecord, View extends TObject>({
  app,
  records,
  toView,
  clock,
}: Parts<Item, View>) => ({
  change: <Body extends TObject>(
    contract: contracts.ChangeContract<View, Body>,
    toChange: (body: Static<Body>, record: Item) => RecordChange<Item>,
  ) =>
    void app.route({
      ...contract,
      handler: async ({ caller, params, headers, body }, reply) => {
        const toChangeOf = (record: Item) => toChange(body as Static<Body>, record);
        const record = await records.change(caller, idOf(params), headers['if-match'], toChangeOf);
        void reply.header('etag', etagOf(record.version));
        return envelope(toView(record), clock());
      },
    }),
  remove: (contract: contracts.RemoveContract) =>
    void app.route({
      ...contract,
      handler: async ({ caller, params, headers }) => {
        const id = idOf(params);
        await records.remove(caller, id, headers['if-match']);
        return envelope({ id, deleted: true as const }, clock());
      },
    }),
});

/**
 * The routes that all owned records have, each added by its contract, with ETag, Location, If-Match and Idempotency-Key as
 * every caller is promised them. An area adds those it has; a special one it writes itself.
 */
export const ownedRecordRoutes = <Item extends OwnedRecord & Static<View>, View extends TObject>(
  app: App,
  deps: OwnedRecordRoutesDeps,
  { records, view }: OwnedRecordRoutesDefinition<Item, View>,
) => {
  const parts = { ...deps, app, records, toView: viewOf(view) };
  return {
    ...readRoutes<Item, View>(parts),
    create: createRoute<Item, View>(parts),
    ...changeRoutes<Item, View>(parts),
  };
};

/** Members of a record as a body changes them: an absent one stays, null takes an optional one away. */
type SentMembers<Item> = {
  readonly [Name in keyof Item]?: Item[Name] | (object extends Pick<Item, Name> ? null : never);
};

/** For `change`, where the body has the record's own members and nothing else. */
export const changeOf = <Item extends OwnedRecord>(
  body: SentMembers<Omit<Item, keyof OwnedRecord>>,
): RecordChange<Item> => {
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  return {
    set: Object.fromEntries(sent.filter(([, value]) => value !== null)) as Partial<Item>,
    remove: sent.filter(([, value]) => value === null).map(([name]) => name as keyof Item & string),
  };
};
