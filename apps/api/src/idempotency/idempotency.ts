import {
  allOf,
  anyOf,
  attributeNotExists,
  compare,
  equals,
  itemIsNew,
  type Stored,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Activity } from '../access/activity-record.ts';
import { memberKey, MemberRecord } from '../access/member-record.ts';
import type { Caller } from '../http/caller.ts';
import type { CreateCommit } from '../access/commit.ts';
import type { Clock } from '../runtime/clock.ts';
import { ProblemError, refuse } from '../http/problem-error.ts';
import type { NewId } from '../runtime/new-id.ts';
import type { Storage, Transacted } from '../storage/storage.ts';
import type { RequestTable } from '../storage/tables.ts';
import { discardDocuments } from '../storage/discard-documents.ts';
import { idempotencySeconds, IdempotencyItem } from './idempotency-item.ts';
import { beginAttempt, isTaken, unexpired, type Found, type KeyedAttempt } from './keyed-attempt.ts';

/** The answer to a change. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Writes the effect of a request, its activity and, if it has an Idempotency-Key, its answer: in one transaction, and under the
 * caller's right. Where there is nothing to write, the activity is undefined, and no answer is kept: a repeated request is
 * performed again.
 */
export type Commit = (
  writes: readonly TransactionItem<unknown>[],
  activity: Activity | undefined,
  answer: Answer,
) => Promise<Transacted>;

/** Performs a change and gives its answer; it writes through `commit` only. */
export type Perform = (commit: Commit) => Promise<Answer>;

/** Runs a change: a POST with an Idempotency-Key at most once, and gives the first answer to every repetition. */
export type RunChange = (request: FastifyRequest, reply: FastifyReply, perform: Perform) => Promise<void>;

export interface Idempotency {
  /** Starts to read the earlier answer to a POST with a key, beside the other reads of the request: so a key costs no round trip. */
  begin(request: FastifyRequest): void;
  /** Sends that answer; false where there is none. */
  replay(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
  readonly run: RunChange;
}

export interface IdempotencyDeps {
  readonly storage: Storage;
  readonly commits: CreateCommit;
  readonly clock: Clock;
  readonly newId: NewId;
}

interface Parts extends Pick<Storage, 'documents' | 'objects'>, Pick<IdempotencyDeps, 'commits' | 'clock' | 'newId'> {
  readonly idempotency: RequestTable<IdempotencyItem>;
  readonly members: RequestTable<MemberRecord>;
}

/** Carries what a key was used for before out of `perform`. */
class KeyTaken extends Error {
  readonly found: Stored<IdempotencyItem>;
  constructor(found: Stored<IdempotencyItem>) {
    super('The key was used before');
    this.found = found;
  }
}

const send = async (reply: FastifyReply, { status, headers = {}, body }: Answer): Promise<void> =>
  reply.code(status).headers(headers).send(body);

/** The project whose members alone may see an answer again; the answer to one who left it tells nothing of it. */
const projectOf = ({ claim, routeOptions }: FastifyRequest, activity: Activity | undefined): string | undefined =>
  routeOptions.config.endsOwnRight === 'membership' ? undefined : (claim?.subject.projectId ?? activity?.projectId);

/** The item that keeps the request of a key, and the answer to it if there is one to keep. */
const keyItem = async (
  { documents, clock, newId, idempotency }: Parts,
  { key, requestHash }: KeyedAttempt,
  answer: Answer | undefined,
  projectId: string | undefined,
): Promise<TransactionItem<unknown>> => {
  const nowEpochSeconds = Math.floor(clock().getTime() / 1000);
  // Objects under this prefix expire with the bucket's lifecycle; only answers beyond 300 KB become one.
  const objectKey = `idempotency/${newId()}.json.gz`;
  const kept = answer && {
    ...{ status: answer.status, headers: { ...answer.headers } },
    body: await documents.encode(answer.body, { objectKey }),
  };
  const item = {
    requestHash,
    ...(kept && { answer: kept }),
    ...(projectId !== undefined && { projectId }),
    expiresAtEpochSeconds: nowEpochSeconds + idempotencySeconds,
  };
  const isOfSameRead = allOf(equals('requestHash', requestHash), attributeNotExists('answer'));
  const isFree = anyOf(itemIsNew, compare('expiresAtEpochSeconds', '<=', nowEpochSeconds), isOfSameRead);
  return idempotency.toPut(key, item, { condition: isFree });
};

const createKeyedCommit =
  (deps: Parts, request: FastifyRequest, attempt: KeyedAttempt): Commit =>
  async (writes, activity, answer) => {
    const found = unexpired(await attempt.earlier, deps.clock);
    if (found && isTaken(found, attempt)) {
      await discardDocuments(deps.objects, writes);
      throw new KeyTaken(found);
    }
    // A request that changes nothing is performed anew when it comes again: under the rights that its caller has then.
    const items = [await keyItem(deps, attempt, activity && answer, projectOf(request, activity))];
    const onConflict = async ([conflict]: readonly unknown[]) => {
      const taken = conflict === undefined ? undefined : await deps.idempotency.get(attempt.key);
      if (taken) throw new KeyTaken(taken);
    };
    return deps.commits(request, { items, onConflict })(writes, activity);
  };

/** See {@link RunChange}. */
export const createIdempotency = ({ storage, commits, clock, newId }: IdempotencyDeps): Idempotency => {
  const { documents, objects } = storage;
  const idempotency = storage.open('projects', IdempotencyItem);
  const members = storage.open('projects', MemberRecord);
  const deps: Parts = { documents, objects, commits, idempotency, members, clock, newId };
  const requireMember = async ({ userId }: Caller, projectId: string | undefined): Promise<void> => {
    if (projectId === undefined || (await members.get(memberKey(projectId, userId)))) return;
    throw refuse(
      'idempotency_key_reused',
      'This Idempotency-Key was used in a project that you are no longer a member of.',
    );
  };
  /** Gives the answer that a key has; false if it has none. @throws ProblemError for a key of another request */
  const answerAgain = async (request: FastifyRequest, reply: FastifyReply, found: Found): Promise<boolean> => {
    if (found === undefined) return false;
    if (found.requestHash !== request.keyed?.requestHash) {
      throw refuse('idempotency_key_reused', 'This Idempotency-Key came with another request before.');
    }
    const { answer } = found;
    if (answer === undefined) return false;
    // With a right in a project the caller is a member already.
    if (request.claim === undefined) await requireMember(request.caller, found.projectId);
    const body = await deps.documents.decode(answer.body);
    await send(reply, { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' }, body });
    return true;
  };

  const runKeyed = async (request: FastifyRequest, reply: FastifyReply, perform: Perform, attempt: KeyedAttempt) => {
    try {
      await send(reply, await perform(createKeyedCommit(deps, request, attempt)));
    } catch (error) {
      // A refusal may be caused by the effect of the first request.
      const mayBeAnswered = error instanceof KeyTaken || error instanceof ProblemError;
      if (!mayBeAnswered) throw error;
      const found = error instanceof KeyTaken ? error.found : await idempotency.get(attempt.key);
      if (!(await answerAgain(request, reply, unexpired(found, clock)))) throw error;
    }
  };
  return {
    begin: (request) => beginAttempt(idempotency, request),
    replay: async (request, reply) => answerAgain(request, reply, unexpired(await request.keyed?.earlier, clock)),
    run: async (request, reply, perform) => {
      const { keyed } = request;
      if (keyed !== undefined) return runKeyed(request, reply, perform, keyed);
      return send(reply, await perform(commits(request)));
    },
  };
};
