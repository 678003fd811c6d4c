import { Worker } from 'node:worker_threads';
import { readDataModel, type DataModel, type Issue } from '@snapinfra/data-model';
import type { ReadModelAnswer, ReadModelRequest } from './read-model.thread.ts';

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

interface Waiting {
  readonly resolve: (reading: ModelReading) => void;
  readonly reject: (error: Error) => void;
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

/** A thread that answers in order; one that dies takes what waits for it along, and the next request starts another. */
const startThread = (onEnd: () => void) => {
  const waiting = new Map<number, Waiting>();
  const thread = new Worker(threadUrl);
  thread.unref();
  let nextId = 0;
  const end = (error: Error): void => {
    onEnd();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  thread.on('message', ({ id, reading, failure }: ReadModelAnswer) => {
    const request = waiting.get(id);
    waiting.delete(id);
    if (reading) request?.resolve(reading);
    else request?.reject(new Error(failure));
    if (waiting.size === 0) thread.unref();
  });
  thread.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  thread.on('exit', (code) => end(new Error(`The model thread ended (code ${code}).`)));
  return {
    read: (document: unknown): Promise<ModelReading> =>
      new Promise((resolve, reject) => {
        const id = (nextId += 1);
        waiting.set(id, { resolve, reject });
        thread.ref();
        thread.postMessage({ id, document } satisfies ReadModelRequest, []);
      }),
    stop: () => thread.terminate(),
  };
};

/** Reads small documents at once and large ones in a thread, so that no request waits for another's model. */
export const createModelReader = ({
  inline = { values: 3000, characters: 200_000 },
}: ModelReaderOptions = {}): ModelReader => {
  let thread: ReturnType<typeof startThread> | undefined;
  return {
    read: (document) => {
      if (!isLargerThan(document, inline)) return readInline(document);
      const started = (thread ??= startThread(() => {
        thread = undefined;
      }));
      return started.read(document);
    },
    stop: async () => {
      await thread?.stop();
    },
  };
};
