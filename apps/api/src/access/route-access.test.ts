import { defineContract, type HttpContract } from '@snapinfra/contracts';
import { describe, expect, it } from 'vitest';
import { accessOfRoute } from './route-access.ts';

const project = '0123456789ABCDEFGHJKMNPQRS';
const below = `${project}SRQPNMKJHGFEDCBA9876543210`;

type Change = Partial<Pick<HttpContract, 'method' | 'url' | 'permission' | 'problems'>>;
const route = (change: Change) => ({
  ...defineContract({
    method: 'GET',
    url: '/api/things/:thingId',
    permission: 'project.read',
    problems: ['schema_not_found'],
    schema: { operationId: 'getThing', tags: [], summary: 'A thing', response: {} },
  }),
  ...change,
  handler: () => undefined,
});
const accessOf = (change: Change) => accessOfRoute(route(change));
const subjectIn = (url: string, params: object, body?: unknown) => accessOf({ url }).subjectOf({ params, body });

describe('the project of a request', () => {
  it('is the one that the path names, wherever it stands', () => {
    const found = { id: project, subject: { id: project, projectId: project } };
    expect(subjectIn('/api/projects/:projectId', { projectId: project })).toEqual(found);
    const params = { userId: 'ada', projectId: project };
    expect(subjectIn('/api/users/:userId/in/:projectId', params)).toEqual(found);
    expect(subjectIn('/api/projects/:projectId', { projectId: project }, { projectId: 'other' })).toEqual(found);
  });

  it('is that of what the path names, whatever the body says', () => {
    const found = { id: below, subject: { id: below, projectId: project } };
    expect(subjectIn('/api/things/:thingId', { thingId: below })).toEqual(found);
    expect(subjectIn('/api/things/:thingId/files/*', { thingId: below, '*': 'x' })).toEqual(found);
    const other = '9'.repeat(26);
    expect(subjectIn('/api/things/:thingId', { thingId: below }, { projectId: other })).toEqual(found);
  });

  it('is the one that the body names where the path names nothing', () => {
    const found = { id: project, subject: { id: project, projectId: project } };
    expect(subjectIn('/api/things', {}, { projectId: project })).toEqual(found);
  });

  it.each(['', 'unknown', project.toLowerCase(), `${project}0`, below.slice(0, -1), 'I'.repeat(26), '../x'])(
    'is none for %j, which is no id of one',
    (id) => {
      expect(subjectIn('/api/projects/:projectId', { projectId: id })).toEqual({ id, subject: undefined });
      expect(subjectIn('/api/things', {}, { projectId: id })).toEqual({ id, subject: undefined });
      expect(subjectIn('/api/things/:thingId', { thingId: id })).toEqual({ id, subject: undefined });
    },
  );

  it('is none for the id of something else: of a project below one, or the other way round', () => {
    expect(subjectIn('/api/things/:thingId', { thingId: project }).subject).toBeUndefined();
    expect(subjectIn('/api/projects/:projectId', { projectId: below }).subject).toBeUndefined();
  });

  it.each([undefined, null, 'text', 7, [], { projectId: 7 }, { projectId: null }])('is none in the body %j', (body) => {
    expect(subjectIn('/api/things', {}, body)).toEqual({ id: '', subject: undefined });
  });
});

describe('the access of a route', () => {
  it('is refused by the first code of its contract that says that nothing is there', () => {
    expect(accessOf({ problems: ['conflict', 'schema_not_found', 'project_not_found'] })).toMatchObject({
      permission: 'project.read',
      notFound: 'schema_not_found',
    });
  });

  it('is not known without such a code where it needs a right in a project', () => {
    const problem = '/api/things/:thingId: a contract that needs project.read names a …_not_found among its problems';
    expect(() => accessOf({ problems: ['conflict'] })).toThrow(problem);
    for (const permission of ['user', 'anybody'] as const)
      expect(accessOf({ problems: [], permission })).toMatchObject({ permission });
  });

  it('is not known of a route that was made without a contract, unless it is hidden', () => {
    const bare = { method: 'GET' as const, url: '/api/open', handler: () => undefined };
    expect(() => accessOfRoute(bare)).toThrow('GET /api/open has no permission: make it from a contract');
    expect(() => accessOfRoute({ ...bare, schema: { hide: false } })).toThrow('has no permission');
    expect(accessOfRoute({ ...bare, schema: { hide: true } })).toMatchObject({ permission: 'anybody' });
  });

  it('goes to a project that is being deleted for the deletion of the project itself only', () => {
    const [problems, url] = [['project_not_found'] as const, '/api/projects/:projectId'];
    expect(accessOf({ method: 'DELETE', url, problems }).seesDeleted).toBe(true);
    expect(accessOf({ method: 'GET', url, problems }).seesDeleted).toBe(false);
    expect(accessOf({ method: 'DELETE', url: `${url}/members/:userId`, problems }).seesDeleted).toBe(false);
    expect(accessOf({ method: 'DELETE' }).seesDeleted).toBe(false);
  });
});
