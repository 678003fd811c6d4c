import { expect, test } from 'vitest';
import { replaceEnvTables } from './env-tables.ts';

const tables = { api: '| a |\n', 'codegen-worker': '| b |\n' };

test("an app's table replaces the text between its markers", () => {
  const readme = '# X\n<!-- env:start api -->\nold\n<!-- env:end -->\nafter\n';
  expect(replaceEnvTables(readme, tables)).toBe('# X\n<!-- env:start api -->\n\n| a |\n\n<!-- env:end -->\nafter\n');
});

test('replacing is idempotent', () => {
  const once = replaceEnvTables('<!-- env:start codegen-worker -->\n<!-- env:end -->\n', tables);
  expect(once).toContain('| b |');
  expect(replaceEnvTables(once, tables)).toBe(once);
});

test('dollar signs in the table are kept', () => {
  expect(replaceEnvTables('<!-- env:start api -->\n<!-- env:end -->', { api: "$& $1 $'" })).toContain("$& $1 $'");
});

test.each([
  ['<!-- env:start nobody -->\n<!-- env:end -->', /no app of this name/],
  ['<!-- env:start toString -->\n<!-- env:end -->', /no app of this name/],
  ['<!-- env:start api -->\n', /no <!-- env:end -->/],
  ['<!-- env:start -->\n<!-- env:end -->', /no <!-- env:end -->/],
])('%j is rejected', (readme, message) => {
  expect(() => replaceEnvTables(readme, tables)).toThrow(message);
});
