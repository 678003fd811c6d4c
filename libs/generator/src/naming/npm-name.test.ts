import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import { packageNameProblem } from './npm-name.ts';

describe('a package name', () => {
  it.each(['shop', '@acme/shop', 'a.b-c_d', '0', '@0/http', `@a/${'b'.repeat(211)}`, 'sqlite', 'constructor'])(
    'may be %j',
    (name) => {
      expect(packageNameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ['', /empty/],
    ['http', /module of Node/],
    ['HTTP', /module of Node/],
    ['node_modules', /reserves/],
    ['favicon.ico', /reserves/],
    ['Shop', /capital/],
    ['.shop', /begins/],
    ['_shop', /begins/],
    ['-shop', /begins/],
    ['@acme/.shop', /begins/],
    ['@acme/_shop', /begins/],
    ['a'.repeat(215), /longer than 214/],
    ['fastify', /uses/],
    ['@fastify/cors', /uses/],
    ['~shop', /not made of/],
    ['sh~op', /not made of/],
    ['a b', /not made of/],
    [' a', /not made of/],
    ['a\n', /not made of/],
    ['a/b', /not made of/],
    ['@acme', /not made of/],
    ['@acme/', /not made of/],
    ['@/shop', /not made of/],
    ['@a/b/c', /not made of/],
    ['../x', /begins/],
    ['größe', /not made of/],
    ['%40', /not made of/],
  ])('may not be %j', (name, problem) => {
    expect(packageNameProblem(name)).toMatch(problem);
  });

  it.each(builtinModules.filter((name) => !name.startsWith('node:')))('may not be that of the module %s', (name) => {
    expect(packageNameProblem(name)).toBeDefined();
  });
});
