import { expect, test } from 'vitest';
import { hasTables, replaceTables } from './replace-tables.ts';

const tables = { env: { api: '| a |\n', 'codegen-worker': '| b |\n' }, roles: { '': '| r |\n' } };

test('a table replaces the text between its markers', () => {
  const readme = '# X\n<!-- env:start api -->\nold\n<!-- env:end -->\nafter\n';
  expect(replaceTables(readme, tables)).toBe('# X\n<!-- env:start api -->\n\n| a |\n\n<!-- env:end -->\nafter\n');
});

test('tables of several kinds are replaced, each by its own', () => {
  const region = (kind: string, text: string) => `<!-- ${kind} -->\n\n${text}\n\n<!-- ${kind.split(':')[0]}:end -->\n`;
  const readme = region('roles:start', 'old') + region('env:start api', 'old');
  expect(replaceTables(readme, tables)).toBe(region('roles:start', '| r |') + region('env:start api', '| a |'));
});

test('replacing is idempotent', () => {
  const once = replaceTables('<!-- env:start codegen-worker -->\n<!-- env:end -->\n', tables);
  expect(once).toContain('| b |');
  expect(replaceTables(once, tables)).toBe(once);
});

test('dollar signs in the table are kept', () => {
  const dollars = { env: { api: "$& $1 $'" } };
  expect(replaceTables('<!-- env:start api -->\n<!-- env:end -->', dollars)).toContain("$& $1 $'");
});

test('a text without markers has no tables', () => {
  expect(hasTables('# X\n', tables)).toBe(false);
  expect(hasTables('<!-- roles:start -->', tables)).toBe(true);
});

test.each([
  ['<!-- env:start nobody -->\n<!-- env:end -->', /no table of this name/],
  ['<!-- env:start toString -->\n<!-- env:end -->', /no table of this name/],
  ['<!-- env:start -->\n<!-- env:end -->', /no table of this name/],
  ['<!-- roles:start api -->\n<!-- roles:end -->', /no table of this name/],
  ['<!-- env:start api -->\n', /no <!-- env:end -->/],
  ['<!-- env:start api -->\n<!-- roles:end -->', /no <!-- env:end -->/],
])('%j is rejected', (readme, message) => {
  expect(() => replaceTables(readme, tables)).toThrow(message);
});
