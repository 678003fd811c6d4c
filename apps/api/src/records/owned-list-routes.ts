import type { Static, TObject } from 'typebox';
import type { App } from '../http/app-instance.ts';
import { listEnvelope } from '../http/envelope.ts';
import type { Clock } from '../runtime/clock.ts';
import { mapPage } from '../storage/list-page.ts';
import type { OwnedLists } from './owned-lists.ts';
import type { ListContract, ListOfProjectContract } from './owned-record-contracts.ts';
import { viewOf } from './view-of.ts';

export interface OwnedListRoutesDefinition<Item, View extends TObject> {
  readonly lists: OwnedLists<Item>;
  /** Callers see the members of a record that this schema has; see {@link viewOf}. */
  readonly view: View;
}

/** The lists of owned records, of all projects of a caller and of one, each added by its contract. */
export const ownedListRoutes = <Item extends Static<View>, View extends TObject>(
  app: App,
  { clock }: { readonly clock: Clock },
  { lists, view }: OwnedListRoutesDefinition<Item, View>,
) => {
  const toView = viewOf(view);
  return {
    list: (contract: ListContract<View>) =>
      void app.route({
        ...contract,
        handler: async ({ caller, query }) =>
          listEnvelope(mapPage(await lists.ofCaller(caller, query), toView), clock()),
      }),
    listOfProject: (contract: ListOfProjectContract<View>) =>
      void app.route({
        ...contract,
        config: { reading: lists.ofProject },
        handler: async (request) => {
          const page = await lists.ofProject.of(request)();
          return listEnvelope(mapPage(page, toView), clock());
        },
      }),
  };
};
