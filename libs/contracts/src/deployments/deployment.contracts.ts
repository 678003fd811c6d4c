import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import { ListEnvelope, PageQuery } from '../http/envelope.ts';
import { Deployment } from './deployment.ts';

export const listProjectDeployments = defineContract({
  method: 'GET',
  url: '/api/projects/:projectId/deployments',
  permission: 'deployment.read',
  problems: ['project_not_found'],
  // The rights, and the page.
  budget: { calls: 2 },
  schema: {
    operationId: 'listProjectDeployments',
    tags: ['projects'],
    summary: 'List the deployments of a project, newest first',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(Deployment) },
  },
});
