import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import {
  ChangeHeaders,
  Deleted,
  Envelope,
  ListEnvelope,
  NoQuery,
  PageQuery,
  PostHeaders,
  ReadHeaders,
} from '../http/envelope.ts';
import { Architecture, ArchitectureListItem, CreateArchitectureBody, UpdateArchitectureBody } from './architecture.ts';

const tags = ['architecture'];
const params = Type.Object({ architectureId: Type.String() });
/** Clients send it in places; the id says enough. */
const querystring = NoQuery;

export const createArchitecture = defineContract({
  method: 'POST',
  url: '/api/architecture',
  permission: 'architecture.write',
  problems: ['project_not_found', 'conflict'],
  schema: {
    operationId: 'createArchitecture',
    tags,
    summary: 'Save an architecture of a project',
    headers: PostHeaders,
    body: CreateArchitectureBody,
    response: { 201: Envelope(Architecture) },
  },
});

export const listArchitectures = defineContract({
  method: 'GET',
  url: '/api/architecture',
  permission: 'user',
  problems: [],
  // The memberships, then a page of each project, side by side, and whether the projects live.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listArchitectures',
    tags,
    summary: 'List architectures, newest first, without their nodes',
    querystring: PageQuery,
    response: { 200: ListEnvelope(ArchitectureListItem) },
  },
});

export const listArchitecturesOfProject = defineContract({
  method: 'GET',
  url: '/api/architecture/project/:projectId',
  permission: 'architecture.read',
  problems: ['project_not_found'],
  // The records, then the items of their documents.
  budget: { waves: 2, calls: 3 },
  schema: {
    operationId: 'listArchitecturesOfProject',
    tags,
    summary: 'List the architectures of a project, newest first, with their nodes',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(Architecture) },
  },
});

export const getArchitecture = defineContract({
  method: 'GET',
  url: '/api/architecture/:architectureId',
  permission: 'architecture.read',
  problems: ['architecture_not_found'],
  // The newest version is found by a query.
  budget: { calls: 2 },
  schema: {
    operationId: 'getArchitecture',
    tags,
    summary: 'Read an architecture',
    params,
    querystring,
    headers: ReadHeaders,
    response: { 200: Envelope(Architecture) },
  },
});

export const updateArchitecture = defineContract({
  method: 'PUT',
  url: '/api/architecture/:architectureId',
  permission: 'architecture.write',
  problems: ['architecture_not_found', 'project_not_found', 'conflict'],
  // The newest version is found by a query.
  budget: { calls: 3 },
  schema: {
    operationId: 'updateArchitecture',
    tags,
    summary: 'Change an architecture',
    params,
    querystring,
    headers: ChangeHeaders,
    body: UpdateArchitectureBody,
    response: { 200: Envelope(Architecture) },
  },
});

export const deleteArchitecture = defineContract({
  method: 'DELETE',
  url: '/api/architecture/:architectureId',
  permission: 'architecture.write',
  problems: ['architecture_not_found', 'conflict'],
  schema: {
    operationId: 'deleteArchitecture',
    tags,
    summary: 'Delete an architecture',
    params,
    querystring,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});
