import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import {
  ChangeHeaders,
  Deleted,
  Envelope,
  ListEnvelope,
  PageQuery,
  PostHeaders,
  ReadHeaders,
} from '../http/envelope.ts';
import { problemResponses } from '../http/problem.ts';
import {
  CodeGeneration,
  CodeGenerationSummary,
  DownloadUrl,
  GeneratedFiles,
  RequestGenerationBody,
} from './code-generation.ts';

const tags = ['code generation'];
const params = Type.Object({ generationId: Type.String() });

const acceptsJob = {
  tags,
  headers: PostHeaders,
  body: RequestGenerationBody,
  response: { 202: Envelope(CodeGeneration), ...problemResponses },
} as const;

export const generateCode = defineContract({
  method: 'POST',
  url: '/api/code-gen/generate',
  schema: {
    operationId: 'generateCode',
    summary: 'Generate a backend from a project’s schema',
    description:
      'Answers 202 with `Location` and `Retry-After`; follow `…/events`, or poll until `status` is neither `pending` nor `processing`.',
    ...acceptsJob,
  },
});

export const createCodeGeneration = defineContract({
  method: 'POST',
  url: '/api/code-gen',
  schema: {
    operationId: 'createCodeGeneration',
    summary: 'Generate a backend (the same as /generate)',
    ...acceptsJob,
  },
});

export const listCodeGenerations = defineContract({
  method: 'GET',
  url: '/api/code-gen',
  schema: {
    operationId: 'listCodeGenerations',
    tags,
    summary: 'List code generations, newest first',
    querystring: PageQuery,
    response: { 200: ListEnvelope(CodeGenerationSummary), ...problemResponses },
  },
});

export const listCodeGenerationsOfProject = defineContract({
  method: 'GET',
  url: '/api/code-gen/project/:projectId',
  schema: {
    operationId: 'listCodeGenerationsOfProject',
    tags,
    summary: 'List the code generations of a project, newest first',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(CodeGenerationSummary), ...problemResponses },
  },
});

export const getCodeGeneration = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId',
  schema: {
    operationId: 'getCodeGeneration',
    tags,
    summary: 'Read a code generation and how far it is',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(CodeGeneration), ...problemResponses },
  },
});

export const deleteCodeGeneration = defineContract({
  method: 'DELETE',
  url: '/api/code-gen/:generationId',
  schema: {
    operationId: 'deleteCodeGeneration',
    tags,
    summary: 'Delete a code generation and its archive; a running one is stopped',
    params,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted), ...problemResponses },
  },
});

export const cancelCodeGeneration = defineContract({
  method: 'POST',
  url: '/api/code-gen/:generationId/cancel',
  schema: {
    operationId: 'cancelCodeGeneration',
    tags,
    summary: 'Cancel a pending or processing code generation',
    params,
    headers: PostHeaders,
    response: { 200: Envelope(CodeGeneration), ...problemResponses },
  },
});

export const streamCodeGeneration = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/events',
  schema: {
    operationId: 'streamCodeGeneration',
    tags,
    summary: 'Follow a code generation as server-sent events',
    description:
      'Each event `code-generation` has the code generation (as lists have it, without its prompt) as data and its version as id; `Last-Event-ID` resumes. The stream ends after the last state; a deleted generation ends it with the event `deleted`. A comment every 15 s keeps it open.',
    params,
    headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 64 })) }),
    response: {
      200: {
        description: 'Events',
        content: { 'text/event-stream': { schema: Type.Unsafe<unknown>({ type: 'string' }) } },
      },
      ...problemResponses,
    },
  },
});

export const getDownloadUrl = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/download-url',
  schema: {
    operationId: 'getDownloadUrl',
    tags,
    summary: 'A URL that downloads the archive, good for an hour',
    params,
    response: { 200: Envelope(DownloadUrl), ...problemResponses },
  },
});

export const downloadArchive = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/download',
  schema: {
    operationId: 'downloadArchive',
    tags,
    summary: 'Redirect to the archive',
    params,
    response: { 302: { description: 'Location is the archive’s URL', type: 'null' }, ...problemResponses },
  },
});

export const listGeneratedFiles = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/files',
  schema: {
    operationId: 'listGeneratedFiles',
    tags,
    summary: 'List the generated files',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(GeneratedFiles), ...problemResponses },
  },
});

export const readGeneratedFile = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/files/*',
  schema: {
    operationId: 'readGeneratedFile',
    tags,
    summary: 'Read one generated file, without downloading the archive',
    params: Type.Object({ generationId: Type.String(), '*': Type.String() }),
    headers: ReadHeaders,
    response: {
      200: { description: 'The file', content: { '*/*': { schema: Type.Unsafe<unknown>({ type: 'string' }) } } },
      ...problemResponses,
    },
  },
});
