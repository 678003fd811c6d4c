import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import { Envelope, ReadHeaders } from '../http/envelope.ts';
import { DownloadUrl, GeneratedFiles } from './code-generation.ts';

const tags = ['code generation'];
const params = Type.Object({ generationId: Type.String() });
const text = Type.Unsafe<unknown>({ type: 'string' });

export const getDownloadUrl = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/download-url',
  permission: 'generation.read',
  problems: ['code_generation_not_found', 'code_generation_not_completed'],
  isTagged: false,
  schema: {
    operationId: 'getDownloadUrl',
    tags,
    summary: 'A URL that downloads the archive, good for an hour',
    params,
    response: { 200: Envelope(DownloadUrl) },
  },
});

export const downloadArchive = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/download',
  permission: 'generation.read',
  problems: ['code_generation_not_found', 'code_generation_not_completed'],
  isTagged: false,
  schema: {
    operationId: 'downloadArchive',
    tags,
    summary: 'Redirect to the archive',
    params,
    response: { 302: { description: 'Location is the archive’s URL', type: 'null' } },
  },
});

export const listGeneratedFiles = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/files',
  permission: 'generation.read',
  problems: ['code_generation_not_found', 'code_generation_not_completed'],
  schema: {
    operationId: 'listGeneratedFiles',
    tags,
    summary: 'List the generated files',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(GeneratedFiles) },
  },
});

export const readGeneratedFile = defineContract({
  method: 'GET',
  url: '/api/code-gen/:generationId/files/*',
  permission: 'generation.read',
  problems: ['code_generation_not_found', 'code_generation_not_completed', 'file_not_found', 'payload_too_large'],
  // The index of the archive, then the part of it that the file is.
  budget: { waves: 2, calls: 2 },
  schema: {
    operationId: 'readGeneratedFile',
    tags,
    summary: 'Read one generated file, without downloading the archive',
    params: Type.Object({ generationId: Type.String(), '*': Type.String() }),
    headers: ReadHeaders,
    response: {
      200: {
        description: 'The file, in the media type that its name says',
        content: {
          'text/plain': { schema: text },
          'text/markdown': { schema: text },
          'application/sql': { schema: text },
          'application/json': {
            schema: Type.Unknown({ description: 'The JSON of the file itself, without an envelope' }),
          },
        },
      },
    },
  },
});
