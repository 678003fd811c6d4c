import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import { ChangeHeaders, Envelope, PostHeaders, ReadHeaders } from '../http/envelope.ts';
import { User, UserExport } from './user.ts';

const tags = ['users'];

export const getMe = defineContract({
  method: 'GET',
  url: '/api/users/me',
  permission: 'user',
  problems: [],
  schema: {
    operationId: 'getMe',
    tags,
    summary: 'Read who the caller is, and how far a deletion is',
    description: 'As the claims of the token say. The first call of somebody makes the record.',
    headers: ReadHeaders,
    response: { 200: Envelope(User) },
  },
});

export const deleteMe = defineContract({
  method: 'DELETE',
  url: '/api/users/me',
  permission: 'user',
  problems: ['projects_need_an_owner', 'conflict'],
  schema: {
    operationId: 'deleteMe',
    tags,
    summary: 'Delete the caller with everything that is the caller’s alone',
    description:
      'Answers 202 with `Location` and `Retry-After`; the deletion runs on in the background, and `GET /api/users/me` shows it. Projects that are shared stay with their other owners. A valid token that is used afterwards makes a new, empty record.',
    headers: ChangeHeaders,
    response: { 202: Envelope(User) },
  },
});

export const exportMe = defineContract({
  method: 'POST',
  url: '/api/users/me/exports',
  permission: 'user',
  problems: ['too_many_exports', 'conflict'],
  // The exports are read beside the one that is being made.
  budget: { calls: 4 },
  schema: {
    operationId: 'exportMe',
    tags,
    summary: 'Export everything of the caller as one archive',
    description:
      'Answers 202 with `Location` and `Retry-After`, with the export that runs already if there is one. Projects that count for the caller are in it whole, with all versions and archives.',
    headers: PostHeaders,
    response: { 202: Envelope(UserExport) },
  },
});

export const getMyExport = defineContract({
  method: 'GET',
  url: '/api/users/me/exports/:exportId',
  permission: 'user',
  problems: ['export_not_found'],
  isTagged: false,
  schema: {
    operationId: 'getMyExport',
    tags,
    summary: 'Read an export, with a URL that downloads it once it is completed',
    params: Type.Object({ exportId: Type.String() }),
    response: { 200: Envelope(UserExport) },
  },
});
