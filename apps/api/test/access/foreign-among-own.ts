import type { HttpContract } from '@snapinfra/contracts';
import { membersOf, pathParameters, requestFor, type Ids } from '../support/contract-fixtures.ts';
import type { CallOptions } from '../support/start-api.ts';
import { absentIds, idsAmong, idsInBody, isId, normalised } from './named-ids.ts';
import type { Called } from './walk-route.ts';

/** A place where a request names a thing: a parameter of the path or the query, or a path of members in the body. */
export interface NamedAt {
  readonly in: 'path' | 'query' | 'body';
  readonly path: readonly string[];
}

/** Where a request can name one foreign thing among things of the caller's own: only if it names several. */
export const placesOfIds = (contract: HttpContract): readonly NamedAt[] => {
  const ofPath = pathParameters(contract).filter((name) => name !== '*');
  // What changes something is not the same twice, whatever its query.
  const ofQuery = contract.method === 'GET' ? Object.keys(membersOf(contract.schema.querystring)).filter(isId) : [];
  const places = [
    ...ofPath.map((name) => ({ in: 'path' as const, path: [name] })),
    ...idsInBody(contract).map((path) => ({ in: 'body' as const, path })),
  ];
  return [...(places.length > 1 ? places : []), ...ofQuery.map((name) => ({ in: 'query' as const, path: [name] }))];
};

/** The caller's own valid request, but for the id in one place. */
const requestWith = (contract: HttpContract, place: NamedAt, own: Ids, other: Ids): CallOptions => {
  const [name = '', inner] = place.path;
  const request = requestFor(contract, own);
  if (place.in === 'path') return { ...request, params: { ...request.params, [name]: other[name] ?? '' } };
  if (place.in === 'query') return { ...request, query: { [name]: other[name] } };
  const member = inner === undefined ? other[name] : { [inner]: other[inner] };
  return { ...request, body: { ...Object(request.body), [name]: member } };
};

/** In words, how an answer about one foreign id among one's own differs from that about an id that nothing has. */
export const foreignAmongOwnFault = async (
  call: (options: CallOptions) => Promise<Called>,
  { contract, place, own, others }: { contract: HttpContract; place: NamedAt; own: Ids; others: Ids },
): Promise<string | undefined> => {
  const absent = absentIds(others);
  const ids = idsAmong(own, others, ...absent);
  const answer = async (other: Ids): Promise<string> => {
    const { status, text } = await call(requestWith(contract, place, own, other));
    return `${status} ${normalised(text, ids)}`;
  };
  const foreign = await answer(others);
  // A query may be for clients that send it in places, and mean nothing.
  if (place.in !== 'query' && !foreign.startsWith('404 ')) return `answers ${foreign.slice(0, 300)}, not 404`;
  for (const none of absent) {
    const missing = await answer(none);
    if (missing !== foreign) return `answers ${foreign}, and of what is not there ${missing}`;
  }
  return undefined;
};
