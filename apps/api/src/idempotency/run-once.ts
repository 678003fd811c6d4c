import { createHash } from 'node:crypto';
import { anyOf, compare, itemIsNew, type Stored, type Table, type TransactionItem } from '@snapinfra/aws-clients';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../runtime/clock.ts';
import { ProblemError, refuse } from '../http/problem-error.ts';
import type { NewId } from '../runtime/new-id.ts';
import type { Storage, Transacted } from '../storage/storage.ts';
import { discardDocuments } from '../storage/discard-documents.ts';
import { idempotencySeconds, IdempotencyItem } from './idempotency-item.ts';

/** The answer of a POST. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Writes the effect of a POST and, where a key came with it, its answer: in one transaction. */
export type Commit = (items: readonly TransactionItem<unknown>[], answer: Answer) => Promise<Transacted>;

/** Performs a POST and gives its answer; it writes through `commit` only. */
export type Perform = (commit: Commit) => Promise<Answer>;

/** Runs a POST: with an Idempotency-Key at most once, and gives the first answer to every repetition. */
export type RunOnce = (request: FastifyRequest, reply: FastifyReply, perform: Perform) => Promise<void>;

export interface RunOnceDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly newId: NewId;
}

interface Parts extends Pick<Storage, 'documents' | 'objects' | 'transact'> {
  readonly idempotency: Table<IdempotencyItem>;
  readonly clock: Clock;
  readonly newId: NewId;
}

type Found = Stored<IdempotencyItem> | undefined;

const sha256 = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Carries the answer that was there before out of `perform`. */
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
  readonly userId: string;
}

const attemptOf = (request: FastifyRequest, key: string): Attempt => ({
  key: { pk: `IDEMPOTENCY#${sha256(request.caller.userId, key)}`, sk: 'RECORD' },
  requestHash: sha256(request.method, request.url, JSON.stringify(request.body ?? null)),
  userId: request.caller.userId,
});

const createCommit =
  (deps: Parts, attempt: Attempt, earlier: Promise<Found>): Commit =>
  async (items, answer) => {
    const found = unexpired(await earlier, deps.clock);
    if (found) {
      await discardDocuments(deps.objects, items);
      throw new AlreadyAnswered(found);
    }
    const nowEpochSeconds = Math.floor(deps.clock().getTime() / 1000);
    // Objects under this prefix expire with the bucket's lifecycle; only answers beyond 300 KB become one.
    const objectKey = `idempotency/${encodeURIComponent(attempt.userId)}/${deps.newId()}.json.gz`;
    const item = {
      requestHash: attempt.requestHash,
      status: answer.status,
      headers: { ...answer.headers },
      body: await deps.documents.encode(answer.body, { objectKey }),
      expiresAtEpochSeconds: nowEpochSeconds + idempotencySeconds,
    };
    const isFree = anyOf(itemIsNew, compare('expiresAtEpochSeconds', '<=', nowEpochSeconds));
    const put = deps.idempotency.toPut(attempt.key, item, { condition: isFree });
    const result = await deps.transact([...items, put]);
    if (result.ok) return result;
    const winner = result.conflicts.at(-1);
    if (winner) {
      const answered = await deps.idempotency.get(attempt.key);
      if (answered) throw new AlreadyAnswered(answered);
    }
    return { ok: false, conflicts: result.conflicts.slice(0, -1) };
  };

const commitUnkeyed =
  ({ transact }: Pick<Storage, 'transact'>): Commit =>
  (items) =>
    items.length > 0 ? transact(items) : Promise.resolve({ ok: true });

/** Runs a PUT, or a POST without a key. */
export const runUnkeyed = async (storage: Pick<Storage, 'transact'>, reply: FastifyReply, perform: Perform) =>
  send(reply, await perform(commitUnkeyed(storage)));

export const createRunOnce = ({ storage, clock, newId }: RunOnceDeps): RunOnce => {
  const { documents, objects, transact } = storage;
  const idempotency = storage.open('projects', IdempotencyItem);
  const deps: Parts = { documents, objects, transact, idempotency, clock, newId };
  const replay = async (reply: FastifyReply, { requestHash }: Attempt, found: Stored<IdempotencyItem>) => {
    if (found.requestHash !== requestHash) {
      throw refuse('idempotency_key_reused', 'This Idempotency-Key came with another request before.');
    }
    const body = await deps.documents.decode(found.body);
    return send(reply, { status: found.status, headers: { ...found.headers, 'idempotent-replayed': 'true' }, body });
  };

  return async (request, reply, perform) => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return runUnkeyed(deps, reply, perform);
    const attempt = attemptOf(request, key);
    // Read beside what `perform` reads: a key costs no round trip of its own.
    const earlier = deps.idempotency.get(attempt.key);
    earlier.catch(() => undefined);
    try {
      return send(reply, await perform(createCommit(deps, attempt, earlier)));
    } catch (error) {
      if (error instanceof AlreadyAnswered) return replay(reply, attempt, error.found);
      // The refusal may be caused by the effect of the first request.
      const found =
        error instanceof ProblemError ? unexpired(await deps.idempotency.get(attempt.key), deps.clock) : undefined;
      if (found) return replay(reply, attempt, found);
      throw error;
    }
  };
};
