import {
  createArchitecture,
  createProject,
  deleteArchitecture,
  getArchitecture,
  getProject,
  listArchitectures,
  listArchitecturesOfProject,
  updateArchitecture,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, expect, it } from 'vitest';
import { architecture } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const newProject = async () => (await api.expectStatus(201, createProject, { body: { name: 'Project' } })).body.data;
const newArchitecture = async (projectId: string, content: object = architecture) =>
  (await api.expectStatus(201, createArchitecture, { body: { projectId, ...content } })).body.data;

it('is given back as it was sent, and shown by its project', async () => {
  const { id: projectId } = await newProject();
  const { id } = await newArchitecture(projectId);
  const query = { projectId };
  const { body, headers } = await api.expectStatus(200, getArchitecture, { params: { architectureId: id }, query });
  expect(body.data).toMatchObject({ ...architecture, id, projectId, nodeCount: 2, edgeCount: 1 });
  expect(headers.etag).toBe('"1"');
  const project = await api.expectStatus(200, getProject, { params: { projectId } });
  expect(project.body.data).toMatchObject({ architectureId: id, architecture });
});

it('changes only what is sent', async () => {
  const { id: projectId } = await newProject();
  const { id } = await newArchitecture(projectId);
  const params = { architectureId: id };
  const body = { projectId, name: 'New', metadata: { zoom: 2 } };
  const saved = await api.expectStatus(200, updateArchitecture, { params, body, headers: { 'if-match': '"1"' } });
  expect(saved.body.data).toMatchObject({ ...architecture, name: 'New', metadata: { zoom: 2 }, version: 2 });
  await expectProblem(api, 'precondition_failed', updateArchitecture, { params, body, headers: { 'if-match': '"1"' } });
  const project = await api.expectStatus(200, getProject, { params: { projectId } });
  expect(project.body.data.architecture).toMatchObject({ name: 'New', metadata: { zoom: 2 } });
});

it('is listed by project and by user', async () => {
  const { id: projectId } = await newProject();
  const first = await newArchitecture(projectId);
  const second = await newArchitecture(projectId, { ...architecture, name: 'Second' });
  const { body } = await api.expectStatus(200, listArchitecturesOfProject, { params: { projectId } });
  expect(body.data).toMatchObject([{ id: second.id, name: 'Second', nodes: architecture.nodes }, { id: first.id }]);
  const all = await api.expectStatus(200, listArchitectures, { query: { limit: 1 } });
  expect(all.body.data[0]).toMatchObject({ id: second.id, nodeCount: 2 });
  expect(all.body.pagination.nextCursor).not.toBeNull();
});

it('is gone when it was deleted', async () => {
  const { id: projectId } = await newProject();
  const { id } = await newArchitecture(projectId);
  await api.expectStatus(200, deleteArchitecture, { params: { architectureId: id }, query: { projectId } });
  await expectProblem(api, 'architecture_not_found', getArchitecture, { params: { architectureId: id } });
  const project = await api.expectStatus(200, getProject, { params: { projectId } });
  expect(project.body.data.architectureId).toBeNull();
  expect((await api.expectStatus(200, listArchitecturesOfProject, { params: { projectId } })).body.data).toEqual([]);
});

it('is read by its owner only', async () => {
  const { id: projectId } = await newProject();
  const { id } = await newArchitecture(projectId);
  const other = { params: { architectureId: id, projectId }, user: 'eve' };
  await expectProblem(api, 'architecture_not_found', getArchitecture, other);
  await expectProblem(api, 'architecture_not_found', updateArchitecture, { ...other, body: { name: 'x' } });
  await expectProblem(api, 'architecture_not_found', deleteArchitecture, other);
  await expectProblem(api, 'project_not_found', listArchitecturesOfProject, other);
  await expectProblem(api, 'project_not_found', createArchitecture, {
    body: { projectId, ...architecture },
    user: 'eve',
  });
});

it('refuses what is not an architecture, with the place', async () => {
  const { id: projectId } = await newProject();
  const nodes = [{ id: 'n', type: 't', label: 'l', position: { x: 'left', y: 0 }, size: 3 }];
  const { errors } = await expectProblem(api, 'validation_failed', createArchitecture, {
    body: { projectId, name: 'A', nodes },
  });
  expect(errors?.map(({ path }) => path).sort()).toEqual(['/nodes/0/position/x', '/nodes/0/size']);
});
