import { problemCodes, problems } from '@snapinfra/contracts';
import type { App } from './app-instance.ts';
import { refuse } from './problem-error.ts';

/** The target of a problem's `type`: the meaning of its code. */
export const problemRoutes = (app: App): void => {
  app.get('/problems/:code', { schema: { hide: true, security: [] } }, async (request) => {
    const { code: asked } = request.params as { code: string };
    const code = problemCodes.find((known) => known === asked);
    if (!code) throw refuse('route_not_found', `There is no problem ${JSON.stringify(asked)}.`);
    return { code, ...problems[code] };
  });
};
