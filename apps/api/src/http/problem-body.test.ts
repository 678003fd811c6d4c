import { Problem, problemCodes } from '@snapinfra/contracts';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { problemBody, wantsPlainJson } from './problem-body.ts';

it.each(problemCodes)('makes a problem of %s', (code) => {
  const body = problemBody(code, 'What is wrong.', 'id', [{ path: '/a', message: 'm' }]);
  expect(Value.Errors(Problem, body)).toEqual([]);
  expect(body).toMatchObject({ success: false, message: 'What is wrong.', instance: 'urn:snapinfra:request:id' });
});

it.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', true],
  ['APPLICATION/JSON;q=0.9', true],
  ['application/json, */*;q=0.1', false],
  ['application/problem+json, application/json', false],
  ['text/html', false],
])('wantsPlainJson(%j) is %j', (accept, plain) => {
  expect(wantsPlainJson(accept)).toBe(plain);
});
