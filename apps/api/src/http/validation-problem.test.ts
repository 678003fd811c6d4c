import Type from 'typebox';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { validationProblem, violationDetails } from './validation-problem.ts';

const schema = Type.Object(
  {
    name: Type.String(),
    kind: Type.Enum(['a', 'b']),
    inner: Type.Object({ n: Type.Integer() }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);

it('names every place once, with its code', () => {
  const violations = Value.Errors(schema, { kind: 'c', 'x/y': 1, inner: { n: 'one', m: 2 } });
  expect(violationDetails(violations).errors).toEqual([
    { path: '/name', code: 'missing_member', message: '"name" is required' },
    { path: '/x~1y', code: 'unknown_member', message: '"x/y" is not a known member' },
    { path: '/kind', code: 'enum', message: 'must be one of a, b' },
    { path: '/inner/m', code: 'unknown_member', message: '"m" is not a known member' },
    { path: '/inner/n', code: 'type', message: 'must be integer' },
  ]);
});

it('says in which part of the request', () => {
  const validation = Value.Errors(Type.Object({ limit: Type.Integer({ minimum: 1 }) }), { limit: 0 });
  const problem = validationProblem({ validation: validation as never[], validationContext: 'querystring' });
  expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path: 'query/limit' }] });
  expect(problem.message).toContain('The query is not valid at query/limit');
});

it('lists a hundred places and counts the rest', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `${index}`.padEnd(300, 'x'));
  const params = { additionalProperties: names };
  const { errors, moreErrors } = violationDetails([
    { keyword: 'additionalProperties', instancePath: '', message: '', params },
  ]);
  expect([errors.length, moreErrors]).toEqual([100, 99_900]);
  expect(errors[0]).toMatchObject({ code: 'unknown_member', path: expect.stringMatching(/^\/0x+…$/) });
});
