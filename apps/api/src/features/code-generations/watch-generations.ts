import { codeGenerationKey, type CodeGenerationRecord } from '@snapinfra/platform';
import type { GenerationStores } from './code-generation-stores.ts';
import { hasEnded } from './code-generation-view.ts';

/** Is told of each new state; undefined when the generation is gone. */
export type Watcher = (record: CodeGenerationRecord | undefined) => void;

export interface GenerationWatch {
  /** Follows a generation from a known state; the returned function stops it. */
  follow(known: CodeGenerationRecord, watcher: Watcher): () => void;
  /** Polls that are running: one for each generation, however many followers it has. */
  readonly polls: () => number;
}

export interface GenerationWatchDeps {
  readonly stores: Pick<GenerationStores, 'generations'>;
  readonly pollIntervalMs: number;
  readonly onError: (error: unknown) => void;
}

interface Poll {
  readonly watchers: Set<Watcher>;
  version: number;
  timer: NodeJS.Timeout | undefined;
}

/** A generation, unless it is being deleted. */
const readVisible = async ({ generations }: GenerationWatchDeps['stores'], id: string) => {
  const record = await generations.get(codeGenerationKey(id));
  return record?.deletingAt === undefined ? record : undefined;
};

const tellWatchers = (poll: Poll, found: CodeGenerationRecord | undefined): void => {
  poll.version = found?.version ?? poll.version;
  for (const watcher of poll.watchers) watcher(found);
};

/** Shares one poll of the record among all followers of a generation on this instance. */
export const createGenerationWatch = ({ stores, pollIntervalMs, onError }: GenerationWatchDeps): GenerationWatch => {
  const polls = new Map<string, Poll>();

  const look = async (id: string, poll: Poll): Promise<void> => {
    let isOver = false;
    try {
      const found = await readVisible(stores, id);
      isOver = !found || hasEnded(found);
      if (isOver) polls.delete(id);
      if (isOver || found?.version !== poll.version) tellWatchers(poll, found);
    } catch (error) {
      // The next poll may succeed: followers only notice a pause.
      onError(error);
    }
    if (!isOver && poll.watchers.size > 0) schedule(id, poll);
  };

  const schedule = (id: string, poll: Poll): void => {
    poll.timer = setTimeout(() => void look(id, poll), pollIntervalMs);
  };

  return {
    follow: (known, watcher) => {
      const { id, version } = known;
      const poll = polls.get(id) ?? { watchers: new Set<Watcher>(), version, timer: undefined };
      poll.watchers.add(watcher);
      if (!polls.has(id)) {
        polls.set(id, poll);
        schedule(id, poll);
      }
      return () => {
        poll.watchers.delete(watcher);
        if (poll.watchers.size > 0) return;
        clearTimeout(poll.timer);
        if (polls.get(id) === poll) polls.delete(id);
      };
    },
    polls: () => polls.size,
  };
};
