import { createDocumentStore, createObjectStore, createTable, type MessageContext } from '@snapinfra/aws-clients';
import { createJobWriter, type JobWriter } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { childTraceparent, CodeGenerationRecord, codegenWorkerEnv, readEnv, tableNames } from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { createCompleteGeneration, type CompleteGeneration } from '../../src/code-generations/complete-generation.ts';
import { createGenerationJobs, type GenerationJobsDeps } from '../../src/code-generations/generation-jobs.ts';
import { createGenerationInput } from '../../src/code-generations/generation-input.ts';
import { generateHere } from './generate-here.ts';

export interface CodeGenerationWriter extends JobWriter<CodeGenerationRecord> {
  readonly complete: CompleteGeneration;
}

/** The handler in this process, on the real backend: to say what happens between two of its steps. */
export const createHandlerTests = (backend: Backend) => {
  const clients = backend.clients();
  const { dynamo, s3 } = clients;
  const tables = tableNames(backend.resources.tablePrefix);
  const objects = createObjectStore({ s3, bucket: backend.resources.bucket });
  const documents = createDocumentStore({ objectStore: objects });

  const newId = () => ulid();
  /** All writes of a worker of code generations. */
  const repository = (now: () => number = Date.now): CodeGenerationWriter => {
    const clock = () => new Date(now());
    const tableName = tables['code-generations'];
    const table = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
    return {
      ...createJobWriter({ kind: codeGenerationJob, table, clock, newId, instance: 'test' }),
      complete: createCompleteGeneration({ dynamo, documents, tableName, clock, newId }),
    };
  };

  /** The input, read through a client of one's own where one is given. */
  const input = (reader = dynamo) => createGenerationInput({ dynamo: reader, tables, documents });

  /** Handles the message of a generation; gives back the outcome. */
  const handle = (
    generationId: string,
    changes: Partial<GenerationJobsDeps> = {},
    context: Partial<MessageContext> = {},
  ) => {
    const { handle: handler } = createGenerationJobs({
      ...{ newId, instance: 'test' },
      ...{ clients, objects, env: readEnv(codegenWorkerEnv, backend.env), input: input() },
      complete: repository().complete,
      generate: generateHere,
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
