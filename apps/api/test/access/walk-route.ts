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

/** A caller before a route: who he is, what he asks for, and how he is to be answered. */
interface Attempt {
  readonly contract: HttpContract;
  readonly caller: WalkCaller;
  readonly expected: Expected;
  readonly world: World;
  /** A valid call about these ids. */
  readonly request: (ids: Ids) => CallOptions;
}

/** Whoever may change something gets a world of his own. */
const attemptOf = async (deps: WalkDeps, contract: HttpContract, caller: WalkCaller): Promise<Attempt> => {
  const { operationId } = contract.schema;
  const expected = expectedAnswer(contract.permission, caller.standing);
  const mayChange = isChange(operationId, contract) && (expected === 'done' || expected === 'own');
  const world = mayChange ? await deps.world(`${operationId} ${caller.name}`, [caller]) : deps.shared;
  const headers = await caller.headers(world.personOf(caller));
  const request = (ids: Ids) => ({ ...requestFor(contract, ids), user: null, headers });
  return { contract, caller, expected, world, request };
};

/** Whether the answer must be the one about ids that nothing has. */
const mayNotTell = ({ contract, caller, expected, world }: Attempt): boolean => {
  const { standing, knows } = caller;
  if (expected === 'unknown') return true;
  if (expected !== 'own' || !namesThings(contract) || standing === 'owner') return false;
  const isHis = callerFor(contract, world.ids)?.user === world.personOf(caller).user;
  if (isHis && knows.length > 0) return false;
  // What a path names is its owner's; a list of ids in a body is answered with what the caller may see of it.
  return standing === 'stranger' || pathParameters(contract).length > 0;
};

/** The ids that an answer may not show; where it is compared with another one, that is enough. */
const hiddenFrom = ({ standing, knows }: WalkCaller, ids: Ids): readonly string[] => {
  if (standing !== 'stranger' && standing !== 'unauthenticated') return [];
  return idsAmong(Object.fromEntries(Object.entries(ids).filter(([name]) => !knows.includes(name))));
};

/** HEAD tells no more than GET; what streams has none. */
const headFault = (status: number, { status: ofGet }: Called): string | undefined =>
  status === ofGet || status === 404 ? undefined : `HEAD answers ${status}, and GET ${ofGet}`;

/** Calls a route as one caller. */
const walkAs = async (deps: WalkDeps, attempt: Attempt) => {
  const { contract, caller, expected, request } = attempt;
  const { ids } = attempt.world;
  const absent = mayNotTell(attempt) ? absentIds(ids) : [];
  const asked = absent.length > 0 ? idsAmong(ids, ...absent) : [];
  const called = await deps.call(contract, request(ids));
  const missing: Answer[] = [];
  for (const none of absent) missing.push(answerOf(await deps.call(contract, request(none)), asked));
  const fault = answerFault({
    ...{ contract, expected, refusals: caller.refusals, missing },
    answer: answerOf(called, asked),
    hidden: absent.length > 0 ? [] : hiddenFrom(caller, ids),
  });
  if (contract.method !== 'GET') return { fault, calls: 1 + absent.length };
  const head = await deps.head(contract, request(ids));
  return { fault: fault ?? headFault(head, called), calls: 2 + absent.length };
};

/** Calls a route as everybody. */
export const walkRoute = async (deps: WalkDeps, contract: HttpContract): Promise<Walked> => {
  const walked = await Promise.all(
    deps.callers.map(async (caller) => ({ caller, ...(await walkAs(deps, await attemptOf(deps, contract, caller))) })),
  );
  return {
    callers: walked.map(({ caller }) => caller.name),
    calls: walked.reduce((sum, { calls }) => sum + calls, 0),
    faults: walked.flatMap(({ caller, fault }) => (fault === undefined ? [] : [`${caller.name}: ${fault}`])),
  };
};
