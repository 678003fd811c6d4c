import { createDocumentStore, createObjectStore, type MessageContext } from '@snapinfra/aws-clients';
import { childTraceparent, codegenWorkerEnv, readEnv, tableNames } from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { createCodeGenerationRepository } from '../../src/code-generations/code-generation.repository.ts';
import { generateInThread } from '../../src/code-generations/generate-in-thread.ts';
import { createGenerationJobs, type GenerationJobsDeps } from '../../src/code-generations/generation-jobs.ts';
import { createGenerationInput } from '../../src/code-generations/generation-input.ts';

const leaseMs = 60_000;

/** The handler in this process, on the real backend: to say what happens between two of its steps. */
export const createHandlerTests = (backend: Backend) => {
  const clients = backend.clients();
  const { dynamo, s3 } = clients;
  const tables = tableNames(backend.resources.tablePrefix);
  const objects = createObjectStore({ s3, bucket: backend.resources.bucket });
  const documents = createDocumentStore({ objectStore: objects });

  const leases = { newId: () => ulid(), leaseMs, instance: 'test' };
  const repository = (now: () => number = Date.now) =>
    createCodeGenerationRepository({
      ...leases,
      ...{ dynamo, documents, tableName: tables['code-generations'] },
      clock: () => new Date(now()),
    });

  /** The input, read through a client of one's own where one is given. */
  const input = (reader = dynamo) => createGenerationInput({ dynamo: reader, tables, documents });

  /** Handles the message of a generation; gives back the outcome. */
  const handle = (
    generationId: string,
    changes: Partial<GenerationJobsDeps> = {},
    context: Partial<MessageContext> = {},
  ) => {
    const { handle: handler } = createGenerationJobs({
      ...leases,
      ...{ clients, objects, env: readEnv(codegenWorkerEnv, backend.env), input: input() },
      generations: repository(),
      generate: generateInThread,
      log: pino({ level: 'silent' }),
      clock: () => new Date(),
      ...changes,
    });
    const message = {
      id: generationId,
      type: 'code-generation.requested' as const,
      version: 1 as const,
      correlationId: `request-${generationId}`,
      sentAt: new Date().toISOString(),
      payload: { generationId, userId: 'ada' },
    };
    const signal = new AbortController().signal;
    const defaults = {
      signal,
      messageId: 'm',
      receiveCount: 1,
      sentAtEpochMs: Date.now(),
      traceparent: childTraceparent(undefined),
    };
    return handler(message, { ...defaults, ...context });
  };

  return { tables, dynamo, repository, input, handle };
};
