import type { FastifyRequest } from 'fastify';

/** For `preValidation` of a route whose body may be left out, as all of its members may: it is then an empty one. */
export const optionalBody = async (request: FastifyRequest): Promise<void> => {
  request.body ??= {};
};
