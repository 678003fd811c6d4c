import { Problem, problemCodes } from '@snapinfra/contracts';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { problemBody, problemMediaType } from './problem-body.ts';

it.each(problemCodes)('makes a problem of %s', (code) => {
  const body = problemBody(code, 'What is wrong.', 'id', { errors: [{ path: '/a', message: 'm' }] });
  expect(Value.Errors(Problem, body)).toEqual([]);
  expect(body).toMatchObject({ success: false, message: 'What is wrong.', instance: 'urn:snapinfra:request:id' });
});

it('is short, whatever was sent, and says how much is not listed', () => {
  const error = { path: `/${'p'.repeat(10_000)}`, message: `${'😀'.repeat(10_000)}` };
  const errors = Array.from({ length: 250 }, () => error);
  const body = problemBody('validation_failed', 'd'.repeat(10_000), 'id', { errors, moreErrors: 7 });
  expect(Value.Errors(Problem, body)).toEqual([]);
  expect(body).toMatchObject({ moreErrors: 157 });
  expect(body.errors).toHaveLength(100);
  expect(JSON.stringify(body).length).toBeLessThan(120_000);
  expect(JSON.stringify(body).isWellFormed()).toBe(true);
});

it.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/json, text/plain, */*', 'application/json'],
  ['text/html', 'application/json'],
  ['application/problem+json;q=0, */*', 'application/json'],
  ['application/problem+json; Q=0.000', 'application/json'],
  ['application/problem+json;q=much', 'application/json'],
  ['application/problem+json', 'application/problem+json'],
  ['APPLICATION/Problem+JSON ; q=0.1, application/json', 'application/problem+json'],
  ['application/json, application/problem+json;charset=utf-8', 'application/problem+json'],
] as const)('where Accept is %j it is %s', (accept, type) => {
  expect(problemMediaType(accept)).toBe(type);
});
