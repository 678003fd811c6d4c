import { createTable } from '@snapinfra/aws-clients';
import { isReadableState } from '@snapinfra/generator/schema-changes';
import {
  generationHistoryHeadKey,
  GenerationHistoryItem,
  generationHistoryKey,
  generationHistoryPrefix,
  readGenerationHistory,
} from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import { expect } from 'vitest';
import { generateHere } from './generate-here.ts';
import { createHandlerTests } from './handler.ts';
import { createJobs } from './jobs.ts';

export const ack = { kind: 'ack' } as const;

/** Generates by the handler in this process, and looks at the histories that it leaves. */
export const createHistories = (backend: Backend) => {
  const jobs = createJobs(backend);
  const handler = createHandlerTests(backend);
  const { tables, dynamo, handle } = handler;
  const entries = createTable({ dynamo, tableName: tables['code-generations'], schema: GenerationHistoryItem });
  const entryOf = (id: string) => entries.get(generationHistoryKey(id));

  return {
    ...handler,
    jobs,
    entries,
    entryOf,
    /** The same id, once the generation has completed. */
    done: async (id: string): Promise<string> => {
      expect(await handle(id)).toEqual(ack);
      return id;
    },
    /** Why it failed. */
    errorOf: async (id: string) => {
      expect(await handle(id)).toMatchObject({ kind: 'reject' });
      return (await jobs.read(id)).error;
    },
    documentOf: async (id: string) => {
      const json = await jobs.documents.decodeBytes((await entryOf(id))?.document);
      const read = readGenerationHistory(id, json, isReadableState);
      return read.ok ? read.document : expect.fail(read.reason);
    },
    /** The head of the history of its schema. */
    headOf: async (id: string) => entries.get(generationHistoryHeadKey((await jobs.read(id)).schemaId)),
    historyObjects: async (id: string): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of jobs.objects.listKeys(generationHistoryPrefix(id))) keys.push(key);
      return keys;
    },
  };
};

/** Generates as usual, once `before` has come to its end; that is called at the first plan only. */
export const generateAfter = (before: () => Promise<unknown>) => {
  let plans = 0;
  const generate: typeof generateHere = async (...args) => {
    plans += 1;
    if (plans === 1) await before();
    return generateHere(...args);
  };
  return { generate, plans: () => plans };
};
