import type {
  ChangeHeaders,
  Deleted,
  Envelope,
  HttpContract,
  ListEnvelope,
  PageQuery,
  PostHeaders,
  ReadHeaders,
} from '@snapinfra/contracts';
import type { TInteger, TObject, TSchema, TString } from 'typebox';

/*
 * The types of the contracts of owned records, so that each takes and answers with everything that callers are promised.
 * `View` is the schema of a record in an answer.
 */

/** Callers see the version, whose ETag a change may name in If-Match. */
export type OwnedView = TObject<{ id: TString; version: TInteger }>;

type Contract<Method extends HttpContract['method'], Schema> = HttpContract & {
  readonly method: Method;
  readonly schema: Schema;
};
interface Answers<Body extends TSchema> {
  readonly response: { readonly 200: Body };
}
/** The path has one parameter, the record's id, under any name; types can't count, so the routes refuse others. */
export interface WithId {
  readonly params: TObject<Record<string, TString>>;
}
type One<View extends TSchema> = ReturnType<typeof Envelope<View>>;
type Page<View extends TSchema> = ReturnType<typeof ListEnvelope<View>>;

export type ListContract<View extends TSchema> = Contract<
  'GET',
  Answers<Page<View>> & { readonly querystring: typeof PageQuery }
>;

export type ListOfProjectContract<View extends TSchema> = ListContract<View> & {
  readonly schema: { readonly params: TObject<{ projectId: TString }> };
};

export type GetContract<View extends TSchema> = Contract<
  'GET',
  Answers<One<View>> & WithId & { readonly headers: typeof ReadHeaders }
>;

export type CreateContract<View extends TSchema, Body extends TSchema> = Contract<
  'POST',
  { readonly headers: typeof PostHeaders; readonly body: Body; readonly response: { readonly 201: One<View> } }
>;

export type ChangeContract<View extends TSchema, Body extends TSchema> = Contract<
  'PUT',
  Answers<One<View>> & WithId & { readonly headers: typeof ChangeHeaders; readonly body: Body }
>;

export type RemoveContract = Contract<
  'DELETE',
  Answers<One<typeof Deleted>> & WithId & { readonly headers: typeof ChangeHeaders }
>;
