import { readDataModel, type DataModel, type Issue } from '@snapinfra/data-model';
import { createThreadPool } from '../../../runtime/thread-pool.ts';

declare const SNAPINFRA_BUNDLED: boolean | undefined;

const threadUrl =
  typeof SNAPINFRA_BUNDLED === 'undefined'
    ? new URL('./read-model.thread.ts', import.meta.url)
    : new URL('./read-model.thread.mjs', import.meta.url);

export interface ModelReading {
  /** The canonical model; undefined where the document can't be read as one. */
  readonly model: DataModel | undefined;
  readonly issues: readonly Issue[];
}

/** Reads a schema's document as a data model. */
export type ReadModel = (document: unknown) => Promise<ModelReading>;

export interface ModelReader {
  readonly read: ReadModel;
  /** Ends the thread, if one was started. */
  stop(): Promise<void>;
}

export interface ModelReaderOptions {
  /** Larger documents are read in a thread: they take too long for others to wait for them. */
  readonly inline?: InlineLimits;
}

/** How much may be in a document that is read at once. */
export interface InlineLimits {
  /** Texts, numbers, lists, objects and the like. */
  readonly values: number;
  /** Of all texts together, names of members included. */
  readonly characters: number;
}

/** Whether there is more in a document than that; of a larger one no more is looked at than it takes to say so. */
export const isLargerThan = (document: unknown, { values, characters }: InlineLimits): boolean => {
  const open: unknown[] = [document];
  let [seen, length] = [0, 0];
  while (open.length > 0) {
    const value = open.pop();
    seen += 1;
    if (typeof value === 'string') length += value.length;
    if (seen + open.length > values || length > characters) return true;
    if (typeof value !== 'object' || value === null) continue;
    const names = Object.keys(value);
    if (seen + open.length + names.length > values) return true;
    for (const name of names) {
      if (!Array.isArray(value)) length += name.length;
      open.push(Reflect.get(value, name));
    }
  }
  return length > characters;
};

const readInline: ReadModel = async (document) => {
  const { model, issues } = readDataModel(document);
  return { model, issues };
};

/** Of the thread: far more than any model needs that may be saved. */
const limits = {
  threads: 1,
  timeoutMs: 60_000,
  deadlineMs: 120_000,
  maximumWaiting: 500,
  maxHeapMb: 1024,
} as const;

/** Reads small documents at once and large ones in a thread, so that no request waits for another's model. */
export const createModelReader = ({
  inline = { values: 3000, characters: 200_000 },
}: ModelReaderOptions = {}): ModelReader => {
  const threads = createThreadPool<unknown, ModelReading>({ url: threadUrl, ...limits });
  return {
    read: (document) => (isLargerThan(document, inline) ? threads.run(document) : readInline(document)),
    stop: () => threads.stop(),
  };
};
