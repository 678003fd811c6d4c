import { createHash } from 'node:crypto';
import { anyOf, compare, itemIsNew, type Stored, type TransactionItem } from '@snapinfra/aws-clients';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Activity } from '../access/activity-record.ts';
import type { CreateCommit } from '../access/commit.ts';
import type { Clock } from '../runtime/clock.ts';
import { ProblemError, refuse } from '../http/problem-error.ts';
import type { NewId } from '../runtime/new-id.ts';
import type { Storage, Transacted } from '../storage/storage.ts';
import type { RequestTable } from '../storage/tables.ts';
import { discardDocuments } from '../storage/discard-documents.ts';
import { idempotencySeconds, IdempotencyItem } from './idempotency-item.ts';

/** The answer to a change. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Writes the effect of a request, its activity and, if it has an Idempotency-Key, its answer: in one transaction, and under the
 * caller's right. Where there is nothing to write, the activity is undefined, and the answer alone is kept.
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
}

type Found = Stored<IdempotencyItem> | undefined;

const sha256 = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Carries an earlier answer out of `perform`. */
class AlreadyAnswered extends Error {
  readonly found: Stored<IdempotencyItem>;
  constructor(found: Stored<IdempotencyItem>) {
    super('The request was answered before');
    this.found = found;
  }
}

const send = async (reply: FastifyReply, { status, headers = {}, body }: Answer): Promise<void> =>
  reply.code(status).headers(headers).send(body);

/** An item is gone when its time is over, whether or not DynamoDB has removed it yet. */
const unexpired = (item: Found, clock: Clock): Found =>
  item && item.expiresAtEpochSeconds * 1000 > clock().getTime() ? item : undefined;

interface Attempt {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly requestHash: string;
  /** The item as it was before this request. */
  readonly earlier: Promise<Found>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a POST that came with an Idempotency-Key. */
    keyed: Attempt | undefined;
  }
}

const begin = (idempotency: RequestTable<IdempotencyItem>, request: FastifyRequest): void => {
  const sent = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  if (typeof sent !== 'string') return;
  const key = { pk: `IDEMPOTENCY#${sha256(request.caller.userId, sent)}`, sk: 'RECORD' };
  const requestHash = sha256(request.method, request.url, JSON.stringify(request.body ?? null));
  const earlier = idempotency.get(key);
  earlier.catch(() => undefined);
  request.keyed = { key, requestHash, earlier };
};

/** The item that keeps an answer. */
const answerItem = async (
  { documents, clock, newId, idempotency }: Parts,
  { key, requestHash }: Attempt,
  { status, headers, body }: Answer,
): Promise<TransactionItem<unknown>> => {
  const nowEpochSeconds = Math.floor(clock().getTime() / 1000);
  // Objects under this prefix expire with the bucket's lifecycle; only answers beyond 300 KB become one.
  const objectKey = `idempotency/${newId()}.json.gz`;
  const item = {
    ...{ requestHash, status, headers: { ...headers } },
    body: await documents.encode(body, { objectKey }),
    expiresAtEpochSeconds: nowEpochSeconds + idempotencySeconds,
  };
  const isFree = anyOf(itemIsNew, compare('expiresAtEpochSeconds', '<=', nowEpochSeconds));
  return idempotency.toPut(key, item, { condition: isFree });
};

const createKeyedCommit =
  (deps: Parts, request: FastifyRequest, attempt: Attempt): Commit =>
  async (writes, activity, answer) => {
    const found = unexpired(await attempt.earlier, deps.clock);
    if (found) {
      await discardDocuments(deps.objects, writes);
      throw new AlreadyAnswered(found);
    }
    const items = [await answerItem(deps, attempt, answer)];
    const onConflict = async ([conflict]: readonly unknown[]) => {
      const answered = conflict === undefined ? undefined : await deps.idempotency.get(attempt.key);
      if (answered) throw new AlreadyAnswered(answered);
    };
    return deps.commits(request, { items, onConflict })(writes, activity);
  };

/** See {@link RunChange}. */
export const createIdempotency = ({ storage, commits, clock, newId }: IdempotencyDeps): Idempotency => {
  const { documents, objects } = storage;
  const idempotency = storage.open('projects', IdempotencyItem);
  const deps: Parts = { documents, objects, commits, idempotency, clock, newId };
  const answerAgain = async (reply: FastifyReply, { requestHash }: Attempt, found: Stored<IdempotencyItem>) => {
    if (found.requestHash !== requestHash) {
      throw refuse('idempotency_key_reused', 'This Idempotency-Key came with another request before.');
    }
    const body = await deps.documents.decode(found.body);
    return send(reply, { status: found.status, headers: { ...found.headers, 'idempotent-replayed': 'true' }, body });
  };

  const run: RunChange = async (request, reply, perform) => {
    const { keyed: attempt } = request;
    if (attempt === undefined) return send(reply, await perform(commits(request)));
    try {
      return send(reply, await perform(createKeyedCommit(deps, request, attempt)));
    } catch (error) {
      if (error instanceof AlreadyAnswered) return answerAgain(reply, attempt, error.found);
      // The refusal may be caused by the effect of the first request.
      const found =
        error instanceof ProblemError ? unexpired(await deps.idempotency.get(attempt.key), deps.clock) : undefined;
      if (found) return answerAgain(reply, attempt, found);
      throw error;
    }
  };
  const replay: Idempotency['replay'] = async ({ keyed }, reply) => {
    const found = keyed && unexpired(await keyed.earlier, clock);
    if (found) await answerAgain(reply, keyed, found);
    return found !== undefined;
  };
  return { begin: (request) => begin(idempotency, request), replay, run };
};
