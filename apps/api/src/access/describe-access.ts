import { isProjectPermission, rolesWith } from '@snapinfra/contracts';
import type { FastifySchema } from 'fastify';
import type { RouteAccess } from './route-access.ts';

/** The schema of a route with who may call it, for the OpenAPI document: in words, and for programs as `x-permission`. */
export const describeAccess = (
  schema: FastifySchema,
  { permission }: Pick<RouteAccess, 'permission'>,
): FastifySchema => {
  if (permission === 'anybody') return { ...schema, security: [] };
  const named = { ...schema, 'x-permission': permission };
  if (!isProjectPermission(permission)) return named;
  const roles = rolesWith(permission);
  const who = `Needs \`${permission}\`, which ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'}.`;
  return { ...named, description: schema.description === undefined ? who : `${schema.description}\n\n${who}` };
};
