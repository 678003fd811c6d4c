import { acceptInvitation, type ProblemCode } from '@snapinfra/contracts';
import type { FixtureCaller } from '../fixtures/area-fixture.ts';
import { callerFor, makeIds, type Ids } from '../support/contract-fixtures.ts';
import type { startIssuer } from '../support/issuer.ts';
import { join, removeMember } from '../support/members.ts';
import type { Api } from '../support/start-api.ts';
import type { Standing } from './expected-answer.ts';

type Issuer = Awaited<ReturnType<typeof startIssuer>>;
type Headers = Readonly<Record<string, string>>;

interface Joining {
  readonly projectId: string;
  readonly userId: string;
}

export interface WalkCaller {
  readonly name: string;
  readonly standing: Standing;
  /** Of his 401, where he is unauthenticated. */
  readonly refusals: readonly ProblemCode[];
  /** How he says who he is: `person` is he, or whoever he would like to be. */
  readonly headers: (person: FixtureCaller) => Promise<Headers>;
  /** Makes him what he is to a project. */
  readonly take: (api: Api, joining: Joining) => Promise<unknown>;
  /** Who he is, where that is somebody of the fixtures, or has something of him. */
  readonly personOf?: (ids: Ids) => Partial<FixtureCaller> | undefined;
  /** The names of ids that he may see though he is a stranger to the project. */
  readonly knows: readonly string[];
}

const nothing = async (): Promise<void> => undefined;

type TokenOf = (person: FixtureCaller) => Promise<string> | string;

const bearer =
  (tokenOf: TokenOf) =>
  async (person: FixtureCaller): Promise<Headers> => ({ authorization: `Bearer ${await tokenOf(person)}` });

/** Callers who prove nothing: each sends what would make him the owner. */
const unauthenticated = (issuer: Issuer): readonly WalkCaller[] => {
  const caller = (name: string, code: ProblemCode, headers: WalkCaller['headers']): WalkCaller => ({
    ...{ name, standing: 'unauthenticated', refusals: [code], headers, take: nothing, knows: [] },
  });
  const withToken = (name: string, tokenOf: TokenOf) => caller(name, 'token_invalid', bearer(tokenOf));
  return [
    caller('nobody', 'authentication_required', async () => ({})),
    withToken('an expired token', ({ user: sub }) => issuer.token({ sub, exp: 1000 })),
    withToken('a token for another audience', ({ user: sub }) => issuer.token({ sub, aud: 'another' })),
    withToken('a token of another issuer', ({ user: sub }) => issuer.token({ sub, iss: 'https://another.example' })),
    withToken('a token with the algorithm none', ({ user: sub }) => issuer.unsigned('none', { sub })),
    withToken('a token of a key that is not in the set', ({ user: sub }) => issuer.ofAnotherKey({ sub })),
    caller('a header of development', 'dev_user_refused', async ({ user }) => ({ 'x-dev-user-id': user })),
    caller('a header of development beside a token', 'dev_user_refused', async (person) => ({
      ...(await bearer(({ user: sub }) => issuer.token({ sub }))(person)),
      'x-dev-user-id': person.user,
    })),
  ];
};

/** One of everybody whom the gateway may meet: production takes tokens only. */
export const walkCallers = (issuer: Issuer): readonly WalkCaller[] => {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = ({ user: sub, email }: FixtureCaller): Promise<string> => {
    const token = tokens.get(sub) ?? issuer.token({ sub, ...(email !== undefined && { email, email_verified: true }) });
    tokens.set(sub, token);
    return token;
  };
  const caller = (name: string, standing: Standing, take: WalkCaller['take']): WalkCaller => ({
    ...{ name, standing, refusals: [], headers: bearer(tokenOf), take, knows: [] },
  });
  const member = (role: 'admin' | 'developer' | 'viewer') =>
    caller(role, role, (api, { projectId, userId }) => join(api, projectId, userId, role));
  return [
    ...unauthenticated(issuer),
    caller('another tenant', 'stranger', (api, { userId }) => makeIds(api, userId)),
    caller('a removed member', 'stranger', async (api, { projectId, userId }) => {
      await join(api, projectId, userId, 'admin');
      await removeMember(api, projectId, userId);
    }),
    {
      ...caller('an invited one who has not accepted', 'stranger', nothing),
      personOf: (ids) => callerFor(acceptInvitation, ids),
      knows: ['projectId', 'invitationId', 'ownerId'],
    },
    {
      ...caller('somebody who claims the address of the invited one', 'stranger', nothing),
      headers: bearer(({ user: sub, email }) => issuer.token({ sub, email, email_verified: false })),
      personOf: (ids) => ({ email: callerFor(acceptInvitation, ids)?.email ?? '' }),
    },
    // Another owner beside him, so that he may leave.
    caller('owner', 'owner', (api, { projectId }) => join(api, projectId, `another owner of ${projectId}`, 'owner')),
    member('admin'),
    member('developer'),
    member('viewer'),
  ];
};

/** @throws Error if there is none of this name */
export const callerNamed = (callers: readonly WalkCaller[], name: string): WalkCaller => {
  const caller = callers.find((one) => one.name === name);
  if (!caller) throw new Error(`the walk has no ${name}`);
  return caller;
};
