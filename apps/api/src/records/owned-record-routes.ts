import type { HttpContract } from '@snapinfra/contracts';
import type { Static, TObject, TString } from 'typebox';
import type { App } from '../http/app-instance.ts';
import { envelope } from '../http/envelope.ts';
import { etagOf } from '../http/etag.ts';
import type { RunOnce } from '../idempotency/run-once.ts';
import type { Clock } from '../runtime/clock.ts';
import { ownedListRoutes } from './owned-list-routes.ts';
import type * as contracts from './owned-record-contracts.ts';
import type { OwnedRecord } from './owned-record.ts';
import type { OwnedRecords, RecordChange } from './owned-records.ts';
import { viewOf } from './view-of.ts';

export interface OwnedRecordRoutesDeps {
  readonly runOnce: RunOnce;
  readonly clock: Clock;
}

export interface OwnedRecordRoutesDefinition<Item extends OwnedRecord, View extends TObject> {
  readonly records: OwnedRecords<Item>;
  /** Callers see the members of a record that this schema has; see {@link viewOf}. */
  readonly view: View;
}

interface Parts<Item, View extends TObject> extends OwnedRecordRoutesDeps {
  readonly app: App;
  readonly records: OwnedRecords<Item>;
  readonly toView: (record: Item) => Static<View>;
}

const idReader = ({ url, schema: { params } }: HttpContract & { readonly schema: contracts.WithId }) => {
  const [name, ...others] = Object.keys(params.properties);
  if (name === undefined || others.length > 0)
    throw new TypeError(`${url}: its path has the id of a record as its only parameter`);
  return (sent: Readonly<Record<string, string>>): string => sent[name] ?? '';
};

const getRoute =
  <Item extends OwnedRecord, View extends TObject>({ app, records, toView, clock }: Parts<Item, View>) =>
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
  <Item extends OwnedRecord, View extends TObject>({ app, records, toView, runOnce, clock }: Parts<Item, View>) =>
  /** `toOwn` gives the members of the record's own. The record's path is that of the POST, followed by its id. */
  <Body extends TObject<{ projectId: TString }>>(
    contract: contracts.CreateContract<View, Body>,
    toOwn: (body: Static<Body>) => Omit<Item, keyof OwnedRecord>,
  ): void => {
    const { url } = contract;
    if (/[:*]/.test(url)) throw new TypeError(`${url}: Location is made of this path, which may have no parameters`);
    app.route({
      ...contract,
      handler: (request, reply) => {
        const body = request.body as Static<Body>;
        const record = {
          projectId: body.projectId,
          complete: (members: OwnedRecord) => ({ ...members, ...toOwn(body) }) as Item,
          answer: (made: Item) => ({
            status: 201,
            headers: { location: `${url}/${made.id}`, etag: etagOf(made.version) },
            body: envelope(toView(made), clock()),
          }),
        };
        return runOnce(request, reply, (commit) => records.create(request.caller, record, commit));
      },
    });
  };

const changeRoute =
  <Item extends OwnedRecord, View extends TObject>({ app, records, toView, clock }: Parts<Item, View>) =>
  <Body extends TObject>(
    contract: contracts.ChangeContract<View, Body>,
    toChange: (body: Static<Body>, record: Item) => RecordChange<Item>,
  ): void => {
    const idOf = idReader(contract);
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
  <Item extends OwnedRecord, View extends TObject>({ app, records, clock }: Parts<Item, View>) =>
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
 * @throws TypeError for a POST whose path has parameters, and for another path with more than the record's id
 */
export const ownedRecordRoutes = <Item extends OwnedRecord & Static<View>, View extends TObject>(
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
