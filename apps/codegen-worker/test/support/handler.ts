import { createDocumentStore, createNotifier, createObjectStore, type MessageContext } from '@snapinfra/aws-clients';
import { codeGenerationFinishedV1 } from '@snapinfra/contracts';
import { childTraceparent, tableNames } from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { createCodeGenerationRepository } from '../../src/code-generations/code-generation.repository.ts';
import { generateInThread } from '../../src/code-generations/generate-in-thread.ts';
import { createGenerateHandler, type GenerateHandlerDeps } from '../../src/code-generations/generate.handler.ts';
import { createGenerationInput } from '../../src/code-generations/generation-input.ts';

const leaseMs = 60_000;

/** The handler in this process, on the real backend: to say what happens between two of its steps. */
export const createHandlerTests = (backend: Backend) => {
  const { dynamo, s3, sns } = backend.clients();
  const tables = tableNames(backend.resources.tablePrefix);
  const objects = createObjectStore({ s3, bucket: backend.resources.bucket });
  const documents = createDocumentStore({ objectStore: objects });

  const repository = (now: () => number = Date.now) =>
    createCodeGenerationRepository({
      dynamo,
      tableName: tables['code-generations'],
      documents,
      now,
      newId: () => ulid(),
      leaseMs,
      instance: 'test',
    });

  /** The input, read through a client of one's own where one is given. */
  const input = (reader = dynamo) => createGenerationInput({ dynamo: reader, tables, documents });

  /** Handles the message of a generation; gives back the outcome. */
  const handle = (
    generationId: string,
    changes: Partial<GenerateHandlerDeps> = {},
    context: Partial<MessageContext> = {},
  ) => {
    const handler = createGenerateHandler({
      generations: repository(),
      input: input(),
      generate: generateInThread,
      objects,
      notifier: createNotifier({ sns, topicArn: backend.resources.topicArn, events: [codeGenerationFinishedV1] }),
      log: pino({ level: 'silent' }),
      now: Date.now,
      // As in production: a machine that is slow enough for a minute of it has failed jobs for good.
      timeoutMs: 600_000,
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
