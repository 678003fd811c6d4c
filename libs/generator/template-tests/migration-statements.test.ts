import * as fc from 'fast-check';
import { parse } from 'pgsql-parser';
import { describe, expect, it } from 'vitest';
import { generateFiles, readSample } from '../test/support/generated-project.ts';
import {
  concurrentIndex,
  controlsTransaction,
  isConcurrent,
  splitStatements,
  type Statement,
} from '../template/src/core/migrations/statements.ts';

const textsOf = (script: string) => splitStatements(script).map(({ text }) => text);

const only = (script: string): Statement => {
  const [statement] = splitStatements(script);
  if (!statement) throw new Error(`there is no statement in ${script}`);
  return statement;
};

/** Texts that contain everything that begins or ends something. */
const awkward = fc
  .array(
    fc.constantFrom(';', "'", '"', '$', '$a$', '$$', '--', '/*', '*/', '\n', '\r\n', '\\', '(', ')', 'é', '😀', 'x'),
  )
  .map((parts) => parts.join(''));

const nested = (text: string): string => text.replaceAll(/\/\*|\*\//g, ' ');
const comment = fc.oneof(
  awkward.map((text) => `--${text.replaceAll(/[\r\n]/g, ' ')}\n`),
  awkward.map((text) => `/* ${nested(text)} /* ${nested(text)} */ ; */`),
);
const blank = fc.oneof(fc.constantFrom(' ', '\n', '\t\r\n'), comment);

const word = fc.constantFrom(
  'select',
  'e',
  'E',
  'u',
  'a$b$',
  'größe',
  'end',
  'begin',
  'case',
  'x1',
  '_',
  'create',
  'function',
);
const piece = fc.oneof(
  word,
  awkward.map((text) => `'${text.replaceAll("'", "''")}'`),
  awkward.map((text) => `U&"${text.replaceAll('"', '""')}"`),
  awkward.map((text) => `e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  awkward.map((text) => `E'x' -- y'\n  '${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  awkward.map((text) => `"${text.replaceAll('"', '""')}"`),
  awkward.map((text) => `$tag$${text.replaceAll('$', '')}$ $x$ $tag $tag$`),
  awkward.map((text) => `$$${text.replaceAll('$', '')}$a$;$a$ $$`),
  awkward.map((text) => `(';', (${nested(text).replaceAll(/['"$()\\-]/g, '')}))`),
  fc.constantFrom('$1', '1.5e3', '::', '+', ',', '=', '5'),
  comment.map((text) => `x${text}`),
);
/** Begins and ends with a word, as comments around a statement are not part of it. */
const statement = fc.array(piece, { maxLength: 8 }).map((pieces) => ['insert', ...pieces, 'done'].join(' '));

describe('a script', () => {
  it('of any statements is split into them', () => {
    fc.assert(
      fc.property(fc.array(statement), fc.array(blank), (statements, blanks) => {
        const between = blanks.join('');
        const script = statements.map((text) => `${between}${text}${between};`).join('');
        expect(textsOf(script)).toEqual(statements);
        expect(textsOf(script.replace(/;$/, ''))).toEqual(statements);
        for (const { text, start, end } of splitStatements(script)) {
          expect(script.slice(start, start + text.length)).toBe(text);
          expect(script[end - 1]).toBe(';');
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['', []],
    [';; -- nothing\n;/* ; */', []],
    ["select 'it''s; fine'; select 2", ["select 'it''s; fine'", 'select 2']],
    ["select '\\'; select 2;", ["select '\\'", 'select 2']],
    ["select E'\\'; x'; select 2;", ["select E'\\'; x'", 'select 2']],
    ["select E'a'\n'\\'; x'; select 2;", ["select E'a'\n'\\'; x'", 'select 2']],
    ["select E'a' '\\'; select 2;", ["select E'a' '\\'", 'select 2']],
    ['select a$b; select c$b$;', ['select a$b', 'select c$b$']],
    ['select $1$;$', ['select $1$', '$']],
    ['select 5--3;\n+1;', ['select 5--3;\n+1']],
    [
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
    ["select 'never closed; select 2", ["select 'never closed; select 2"]],
    ['select $x$ never closed; $y$', ['select $x$ never closed; $y$']],
    ['select /* never closed; select 2', ['select']],
  ])('%j has the statements that PostgreSQL sees', (script, expected) => {
    expect(textsOf(script)).toEqual(expected);
  });

  it.each([
    "create function f() returns int begin atomic select case when true then 1 else 2 end; select 2; end; select 'x';",
    'create or replace procedure p() begin atomic insert into t values (1); end; create table "begin" ("end" int); select 1;',
    "do $$ begin execute 'select 1; select 2'; end $$; create function g() returns int language sql as $_$ select 1; $_$;",
    'create function h(case_id int) returns int return case_id + 1; select 1;',
    `create table t (a text default 'x;' check (a <> ')')); comment on table t is E'it\\'s; /* no comment';`,
  ])('%s has as many statements as for its own parser', async (script) => {
    const { stmts } = await parse(script);
    expect(textsOf(script)).toHaveLength(stmts?.length ?? 0);
  });

  it.each(['everything', 'exact'])('that is the first migration of %s, too', async (sample) => {
    const script = String(generateFiles(readSample(sample)).get('migrations/0001_initial.sql'));
    const { stmts } = await parse(script);
    expect(stmts?.length).toBeGreaterThan(3);
    expect(textsOf(script)).toHaveLength(stmts?.length ?? 0);
  });
});

describe('a statement', () => {
  it.each([
    ['begin', true],
    ['START TRANSACTION isolation level serializable', true],
    ['commit and chain', true],
    ['end', true],
    ['rollback', true],
    ["prepare transaction 'x'", true],
    ['rollback to savepoint x', false],
    ['prepare p as select 1', false],
    ['"begin"', false],
    ['do $$ begin commit; end $$', false],
  ])('%s controls the transaction: %s', (script, expected) => {
    expect(controlsTransaction(only(script))).toBe(expected);
  });

  it.each([
    ['CREATE INDEX CONCURRENTLY i ON t (a)', { name: 'i', table: 't' }],
    [
      'create unique index concurrently if not exists "I ""x""" on only "S".t using btree (a)',
      { name: 'I "x"', table: '"S".t' },
    ],
    ['create /* a */ index concurrently -- b\n Größe on "a.b" (x)', { name: 'größe', table: '"a.b"' }],
    ['create index concurrently on t (a)', undefined],
    ['create index i on t (a)', undefined],
    ['drop index concurrently i', undefined],
  ])('%s creates the index %j', (script, expected) => {
    const index = concurrentIndex(only(script));
    expect(index && { name: index.name, table: index.table }).toEqual(expected);
  });

  it('that creates an index is written for a temporary table', () => {
    const script = '-- a\nCREATE UNIQUE INDEX /* a */ CONCURRENTLY IF NOT EXISTS "I" ON only s."t(" (b) WHERE a = 1;';
    expect(concurrentIndex(only(script))).toMatchObject({
      isConditional: true,
      onTemporaryTable:
        'create temporary table pg_temp."t(" (like s."t("); create unique index "I" on pg_temp."t(" (b) WHERE a = 1',
    });
    expect(concurrentIndex(only('create index concurrently i on t(n)'))?.isConditional).toBe(false);
  });

  it.each([
    ['drop index concurrently if exists i', true],
    ['reindex (verbose) index concurrently i', true],
    ['refresh materialized view concurrently v', false],
    ['create index "concurrently" on t (a)', false],
  ])('%s lets others work meanwhile: %s', (script, expected) => {
    expect(isConcurrent(only(script))).toBe(expected);
  });
});
