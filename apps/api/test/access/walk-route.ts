import { pathOf, type HttpContract } from '@snapinfra/contracts';
import type { App } from '../../src/http/app-instance.ts';
import { callerFor, pathParameters, requestFor, type Ids } from '../support/contract-fixtures.ts';
import type { CallOptions } from '../support/start-api.ts';
import type { WalkCaller } from './callers.ts';
import { isChange } from './declared-roles.ts';
import { answerFault, expectedAnswer, type Answer, type Expected } from './expected-answer.ts';
import { absentIds, idsAmong, namesThings, normalised } from './named-ids.ts';
import type { World } from './worlds.ts';

export interface Called {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface WalkDeps {
  /** Calls the gateway that is walked. */
  readonly call: (contract: HttpContract, options: CallOptions) => Promise<Called>;
  /** Asks it for the head of what a GET answers with: the status. */
  readonly head: (contract: HttpContract, options: CallOptions) => Promise<number>;
  readonly callers: readonly WalkCaller[];
  /** For whatever changes nothing: everybody is something to it. */
  readonly shared: World;
  /** Makes a world for one call that changes something. */
  readonly world: (name: string, callers: readonly WalkCaller[]) => Promise<World>;
}

/** The `head` of a gateway: see {@link WalkDeps}. */
export const headOf =
  ({ app }: { readonly app: App }): WalkDeps['head'] =>
  async (contract, { params, headers = {} }) => {
    const { statusCode } = await app.inject({ method: 'HEAD', url: pathOf(contract, params), headers });
    return statusCode;
  };

/** What was found out about one route. */
export interface Walked {
  /** The callers who called it. */
  readonly callers: readonly string[];
  readonly calls: number;
  /** Sentences, each of which begins with the caller. */
  readonly faults: readonly string[];
}

const answerOf = ({ status, text, headers }: Called, ids: readonly string[]): Answer => ({
  status,
  text: normalised(text, ids),
  headers: Object.keys(headers).sort().join(' '),
});

/** Whether the answer must be the one about ids that nothing has. */
const mayNotTell = (
  contract: HttpContract,
  caller: WalkCaller,
  { expected, world }: { readonly expected: Expected; readonly world: World },
): boolean => {
  const { standing, knows } = caller;
  if (expected === 'unknown') return true;
  if (expected !== 'own' || !namesThings(contract) || standing === 'owner') return false;
  const isHis = callerFor(contract, world.ids)?.user === world.personOf(caller).user;
  if (isHis && knows.length > 0) return false;
  // What a path names is its owner's; a list of ids in a body is answered with what the caller may see of it.
  return standing === 'stranger' || pathParameters(contract).length > 0;
};

/** HEAD tells no more than GET; what streams has none. */
const headFault = (status: number, { status: ofGet }: Called): string | undefined =>
  status === ofGet || status === 404 ? undefined : `HEAD answers ${status}, and GET ${ofGet}`;

/** Calls a route as one caller: whoever may change something gets a world of his own. */
const walkAs = async (deps: WalkDeps, contract: HttpContract, caller: WalkCaller) => {
  const { permission, method, schema } = contract;
  const expected = expectedAnswer(permission, caller.standing);
  const mayChange = isChange(schema.operationId, contract) && (expected === 'done' || expected === 'own');
  const label = `${schema.operationId} ${caller.name}`;
  const world = mayChange ? await deps.world(label, [caller]) : deps.shared;
  const { ids } = world;
  const headers = await caller.headers(world.personOf(caller));
  const request = (of: Ids) => ({ ...requestFor(contract, of), user: null, headers });
  const call = (of: Ids) => deps.call(contract, request(of));

  const absent = mayNotTell(contract, caller, { expected, world }) ? absentIds(ids) : [];
  const asked = idsAmong(ids, ...absent);
  const isOutside = caller.standing === 'stranger' || caller.standing === 'unauthenticated';
  const unknown = Object.fromEntries(Object.entries(ids).filter(([name]) => !caller.knows.includes(name)));
  const called = await call(ids);
  const missing: Answer[] = [];
  for (const none of absent) missing.push(answerOf(await call(none), asked));
  const fault = answerFault({
    ...{ contract, expected, refusals: caller.refusals, missing },
    answer: answerOf(called, absent.length > 0 ? asked : []),
    hidden: isOutside && absent.length === 0 ? idsAmong(unknown) : [],
  });
  if (method !== 'GET') return { fault, calls: 1 + absent.length };
  const head = await deps.head(contract, request(ids));
  return { fault: fault ?? headFault(head, called), calls: 2 + absent.length };
};

/** Calls a route as everybody. */
export const walkRoute = async (deps: WalkDeps, contract: HttpContract): Promise<Walked> => {
  const walked = await Promise.all(
    deps.callers.map(async (caller) => ({ caller, ...(await walkAs(deps, contract, caller)) })),
  );
  return {
    callers: walked.map(({ caller }) => caller.name),
    calls: walked.reduce((sum, { calls }) => sum + calls, 0),
    faults: walked.flatMap(({ caller, fault }) => (fault === undefined ? [] : [`${caller.name}: ${fault}`])),
  };
};
