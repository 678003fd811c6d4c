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
    ['', /greater than zero/],
    ['http', /core module/],
    ['HTTP', /core module/],
    ['node_modules', /not a valid package name/],
    ['favicon.ico', /not a valid package name/],
    ['Shop', /capital/],
    ['.shop', /start with a period/],
    ['_shop', /start with an underscore/],
    ['-shop', /start with a hyphen/],
    ['@acme/.shop', /start with a period/],
    ['a'.repeat(215), /more than 214/],
    ['fastify', /uses/],
    ['@fastify/cors', /uses/],
    ['~shop', /special characters/],
    ['sh~op', /special characters/],
    ['a b', /URL-friendly/],
    [' a', /spaces/],
    ['a\n', /spaces/],
    ['a/b', /URL-friendly/],
    ['@acme', /URL-friendly/],
    ['@acme/', /URL-friendly/],
    ['@/shop', /URL-friendly/],
    ['@a/b/c', /URL-friendly/],
    ['../x', /start with a period/],
    ['größe', /URL-friendly/],
    ['%40', /URL-friendly/],
    ['\ud800', /URL-friendly/],
    ['@\udfff/x', /URL-friendly/],
  ])('may not be %j', (name, problem) => {
    expect(packageNameProblem(name)).toMatch(problem);
  });

  it.each(builtinModules.filter((name) => !name.startsWith('node:')))('may not be that of the module %s', (name) => {
    expect(packageNameProblem(name)).toBeDefined();
  });
});
