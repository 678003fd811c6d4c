import { useBackend } from '@snapinfra/testing';
import { afterAll, expect, it } from 'vitest';
import { createAnswerCheck, type Answer } from './support/answers.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

/** An answer as it was sent, with something changed. */
const faultsOf = async (change: Partial<Answer> & { readonly member?: object }): Promise<readonly string[]> => {
  const response = await api.app.inject({ url: '/api/projects', headers: { 'x-dev-user-id': 'nobody yet' } });
  const text = JSON.stringify({ ...response.json<object>(), ...change.member });
  const answer = { method: 'GET', route: '/api/projects', status: 200, headers: response.headers, text };
  return createAnswerCheck(api.app.swagger())({ ...answer, ...change });
};

it('lets pass an answer as the document describes it', async () => {
  expect(await faultsOf({})).toEqual([]);
});

it.each([
  ['a member that is missing', { member: { data: undefined } }, "must have required property 'data'"],
  ['a value of another format', { member: { timestamp: 'yesterday' } }, 'must match format "date-time"'],
  ['a status that is not documented', { status: 409 }, 'not a documented status'],
  [
    'a header that is missing',
    { headers: { 'content-type': 'application/json', etag: '"1"' } },
    'GET /api/projects → 200: the header X-Request-Id is missing',
  ],
  ['another media type', { headers: { 'content-type': 'text/html' } }, 'text/html is not among its media types'],
  ['a refusal that is none', { status: 400, text: '{"code":"bad_request"}' }, "must have required property 'detail'"],
])('sees %s', async (_what, change, fault) => {
  expect((await faultsOf(change)).join('\n')).toContain(fault);
});
