import { isProjectPermission, rolesWith, type Permission } from '@snapinfra/contracts';
import type { FastifySchema } from 'fastify';
import type { RouteAccess } from './route-access.ts';

const inWords = (permission: Permission): string => {
  if (permission === 'anybody') return 'Open to anybody, without a caller.';
  if (!isProjectPermission(permission)) return 'For every caller, about what is the caller’s own.';
  const roles = rolesWith(permission);
  return `Needs \`${permission}\`, which ${roles.join(', ')} ${roles.length === 1 ? 'has' : 'have'}.`;
};

/** The schema of a route with who may call it, for the OpenAPI document: in words, and for programs as `x-permission`. */
export const describeAccess = (
  schema: FastifySchema,
  { permission }: Pick<RouteAccess, 'permission'>,
): FastifySchema => {
  const who = inWords(permission);
  const named = { ...schema, 'x-permission': permission };
  return {
    ...named,
    ...(permission === 'anybody' && { security: [] }),
    description: schema.description === undefined ? who : `${schema.description}\n\n${who}`,
  };
};
