import { isProjectPermission, problems, type HttpContract, type Permission } from '@snapinfra/contracts';
import { isIdBelowProject, isProjectId, projectIdOf } from '@snapinfra/platform';
import type { RouteOptions } from 'fastify';
import type { NotFoundCode } from '../http/problem-error.ts';
import { memberOf } from '../storage/member-of.ts';

/** The project that a request is about, and the id by which the request names it. */
export interface Subject {
  readonly projectId: string;
  /** Of the project, or of something below it. */
  readonly id: string;
}

interface Sent {
  readonly params: unknown;
  readonly body: unknown;
}

/** What a route needs of its caller, as its contract has it. */
export interface RouteAccess {
  readonly permission: Permission;
  /** Answers callers who may not know that the subject is there. */
  readonly notFound: NotFoundCode;
  /** The id in the request, and its project; undefined for an id that nothing can have. */
  readonly subjectOf: (request: Sent) => { readonly id: string; readonly subject: Subject | undefined };
  /** Whether it may see a project that is being deleted: a DELETE that comes again is answered as the first one was. */
  readonly seesDeleted: boolean;
}

type Contract = Pick<HttpContract, 'method' | 'url' | 'permission' | 'problems'>;

const isNotFound = (code: string): code is NotFoundCode => code.endsWith('_not_found') && Object.hasOwn(problems, code);

const textOf = (value: unknown, name: string): string => {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : '';
};

const parametersOf = (url: string): readonly string[] => [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

const ofProject = (id: string) => ({ id, subject: isProjectId(id) ? { id, projectId: id } : undefined });

const belowProject = (id: string) => ({
  id,
  subject: isIdBelowProject(id) ? { id, projectId: projectIdOf(id) } : undefined,
});

/** Where the id is: the project's in the path, or else the first one in the path, or else the project's in the body. */
const subjectReader = (url: string): RouteAccess['subjectOf'] => {
  const names = parametersOf(url);
  if (names.includes('projectId')) return ({ params }) => ofProject(textOf(params, 'projectId'));
  const [name] = names;
  if (name !== undefined) return ({ params }) => belowProject(textOf(params, name));
  return ({ body }) => ofProject(textOf(body, 'projectId'));
};

/** @throws TypeError for a contract with a right in a project and no refusal of those who may not know of it */
const routeAccessOf = ({ method, url, permission, problems: refusals }: Contract): RouteAccess => {
  const notFound = refusals.find(isNotFound);
  if (notFound === undefined && isProjectPermission(permission)) {
    throw new TypeError(`${url}: a contract that needs ${permission} names a …_not_found among its problems`);
  }
  return {
    permission,
    notFound: notFound ?? 'project_not_found',
    subjectOf: subjectReader(url),
    seesDeleted: method === 'DELETE' && url.endsWith('/:projectId'),
  };
};

const isContract = (route: object): route is Contract =>
  'permission' in route && 'problems' in route && 'url' in route && 'method' in route;

/**
 * The access of a route as it is added.
 *
 * @throws TypeError for a route that says nothing of who may call it
 */
export const accessOfRoute = (route: RouteOptions): RouteAccess => {
  if (isContract(route)) return routeAccessOf(route);
  if (route.schema?.hide === true)
    return routeAccessOf({ ...route, method: 'GET', permission: 'anybody', problems: [] });
  throw new TypeError(`${String(route.method)} ${route.url} has no permission: make it from a contract`);
};
