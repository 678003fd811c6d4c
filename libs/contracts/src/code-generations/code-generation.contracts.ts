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
import { CodeGeneration, CodeGenerationListItem, RequestGenerationBody } from './code-generation.ts';

const tags = ['code generation'];
const params = Type.Object({ generationId: Type.String() });
const text = Type.Unsafe<unknown>({ type: 'string' });

const jobRefusals = [
  'project_not_found',
  'schema_not_found',
  'schema_missing',
  'model_invalid',
  'database_not_supported',
  'destructive_changes',
  'history_not_continuable',
  'base_not_found',
  'history_options_conflict',
  'renames_not_valid',
  'next_migration_taken',
  'conflict',
] as const;

const acceptsJob = {
  tags,
  headers: PostHeaders,
  body: RequestGenerationBody,
  response: { 202: Envelope(CodeGeneration) },
} as const;

const planCalls = {
  // The heads of the project's histories are found by a query: so the plan costs no wave more, wherever documents fit their items.
  budget: { calls: 4 },
  // Where there is no head, it has to be known that there was no generation before histories were kept.
  firstTakesMore: { waves: 1, calls: 1 },
} as const;

export const generateCode = defineContract({
  method: 'POST',
  url: '/api/code-gen/generate',
  permission: 'generation.request',
  problems: jobRefusals,
  ...planCalls,
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
  permission: 'generation.request',
  problems: jobRefusals,
  ...planCalls,
  schema: {
    operationId: 'createCodeGeneration',
    summary: 'Generate a backend (the same as /generate)',
    ...acceptsJob,
  },
});

export const listCodeGenerations = defineContract({
  method: 'GET',
  url: '/api/code-gen',
  permission: 'user',
  problems: [],
  // The memberships, then a page of each project, side by side, and whether the projects live.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listCodeGenerations',
    tags,
    summary: 'List code generations, newest first',
    querystring: PageQuery,
    response: { 200: ListEnvelope(CodeGenerationListItem) },
  },
});

export const listCodeGenerationsOfProject = defineContract({
  method: 'GET',
  url: '/api/code-gen/project/:projectId',
  permission: 'generation.read',
  problems: ['project_not_found'],
  // The rights, and the page.
  budget: { calls: 2 },
  schema: {
    operationId: 'listCodeGenerationsOfProject',
    tags,
    summary: 'List the code generations of a project, newest first',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(CodeGenerationListItem) },
  },
});

export const getCodeGeneration = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId',
  permission: 'generation.read',
  problems: ['code_generation_not_found'],
  schema: {
    operationId: 'getCodeGeneration',
    tags,
    summary: 'Read a code generation and how far it is',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(CodeGeneration) },
  },
});

export const deleteCodeGeneration = defineContract({
  method: 'DELETE',
  url: '/api/code-gen/:generationId',
  permission: 'generation.delete',
  problems: ['code_generation_not_found', 'conflict'],
  schema: {
    operationId: 'deleteCodeGeneration',
    tags,
    summary: 'Delete a code generation and its archive; a running one is stopped',
    description:
      'The history of a completed one stays, as there may be databases of it: later generations continue from it unless `options.base` or `options.fresh` say otherwise.',
    params,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});

export const cancelCodeGeneration = defineContract({
  method: 'POST',
  url: '/api/code-gen/:generationId/cancel',
  permission: 'generation.cancel',
  problems: ['code_generation_not_found', 'code_generation_ended', 'conflict'],
  schema: {
    operationId: 'cancelCodeGeneration',
    tags,
    summary: 'Cancel a pending or processing code generation',
    params,
    headers: PostHeaders,
    response: { 200: Envelope(CodeGeneration) },
  },
});

export const streamCodeGeneration = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/events',
  permission: 'generation.read',
  problems: ['code_generation_not_found'],
  isTagged: false,
  schema: {
    operationId: 'streamCodeGeneration',
    tags,
    summary: 'Follow a code generation as server-sent events',
    description:
      'Each event `code-generation` has the code generation (as lists have it, without its prompt) as data and its version as id; `Last-Event-ID` resumes. The stream ends after the last state; a deleted generation ends it with the event `deleted`. A comment every 15 s keeps it open; with it the rights of the caller are looked at, and the stream of a removed member ends.',
    params,
    headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 64 })) }),
    response: {
      200: {
        description: 'Events',
        content: { 'text/event-stream': { schema: text } },
      },
    },
  },
});
