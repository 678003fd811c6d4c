import * as fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { fencedBlocks, markdownProblems } from '../test-support/check-markdown.ts';
import { loadSqlParser, sqlProblems } from '../test-support/check-sql.ts';
import { typescriptProblems } from '../test-support/check-typescript.ts';
import { hostileInput, type HostileInput } from '../test-support/hostile-model.ts';
import { injectionCorpus, marker } from '../test-support/injection-corpus.ts';
import { column, model, table } from '../test-support/resolved-builders.ts';
import { createFileSet, projectPath, type FileContent } from './emit/index.ts';
import { emitExpectations } from './expectations/index.ts';
import { createNameTable } from './naming/index.ts';
import { emitProjectFiles } from './project/index.ts';
import { initialMigration } from './physical-schema/index.ts';
import { emitTables } from './tables/index.ts';
import { templateFiles } from './template-files.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
// Other ones for each commit, and more on demand: FC_RUNS=500 vitest run src/hostile-input.
const runs = Number(process.env['FC_RUNS'] ?? 100);

// Much work, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 240_000 + runs * 250, hookTimeout: 240_000 });

beforeAll(loadSqlParser);

/** The files that a model has a say in: those of the template are the same for all. */
const emit = (input: HostileInput): ReadonlyMap<string, FileContent> => {
  const { dataModel, messages } = input;
  const names = createNameTable(input.model);
  const issues = messages.map(
    (message) => ({ severity: 'warning', path: message, code: 'duplicate_id', message }) as const,
  );
  const options = { ...input.options, issues };
  const files = createFileSet();
  const emitted = [
    ['migrations/0001_initial.sql', initialMigration({ model: input.model, names })] as const,
    ...emitTables({ model: input.model, names }),
    ...emitExpectations({ model: input.model, names }),
    ...emitProjectFiles({
      model: input.model,
      dataModel,
      options,
      migrations: [
        {
          name: '0001_initial.sql',
          sql: '',
          steps: messages.map((message) => ({ summary: message, marks: [{ kind: 'destructive', reason: message }] })),
        },
      ],
      generatorVersion: '0.0.0',
      names,
      templateFiles,
      addedIndexes: input.model.tables.flatMap(({ name, foreignKeys }) =>
        foreignKeys.map(({ columns, referencedTable }) => ({ table: name, columns, referencedTable })),
      ),
    }),
  ];
  for (const [path, content] of emitted) files.add(projectPath(path), content);
  return files.sorted();
};

const benign: HostileInput = {
  model: model(table('a', { columns: [column('id', 'integer', { required: true }), column('b')] })),
  dataModel: { name: 'a', tables: [{ name: 'a', fields: [{ name: 'id', type: 'integer' }] }] },
  options: { projectName: 'a', description: 'b', architecture: undefined },
  messages: ['c'],
};
const softDeleted: HostileInput = {
  ...benign,
  model: { ...benign.model, tables: benign.model.tables.map((plain) => ({ ...plain, softDelete: true })) },
};
const readmeOf = (input: HostileInput): string => String(emit(input).get('README.md'));
const benignReadme = readmeOf(benign);
const headingsOf = (readme: string): readonly string[] => readme.split('\n').filter((line) => line.startsWith('## '));
const headings = { plain: headingsOf(benignReadme), softDeleted: headingsOf(readmeOf(softDeleted)) };
const blocks = fencedBlocks(benignReadme).map(({ language }) => language);
const readmeProblems = (readme: string, { model: { tables }, messages }: HostileInput): readonly string[] => {
  const expected = tables.some(({ softDelete }) => softDelete) ? headings.softDeleted : headings.plain;
  return markdownProblems(readme, messages.length > 0 ? expected : expected.slice(0, -1), blocks);
};

const dataProblems = (path: string, text: string, parse: (text: string) => unknown): readonly string[] => {
  try {
    parse(text);
    return [];
  } catch (error) {
    return [`${path}: ${String(error)}`];
  }
};

const problemsOf = (input: HostileInput): readonly string[] =>
  [...emit(input)].flatMap(([path, content]) => {
    const text = String(content);
    if (path.endsWith('.ts')) return typescriptProblems(path, text);
    if (path.endsWith('.sql')) return sqlProblems(text, input.model);
    if (path.endsWith('.md')) return readmeProblems(text, input);
    if (path.endsWith('.json')) return dataProblems(path, text, JSON.parse);
    if (path.endsWith('.yml')) return dataProblems(path, text, parseYaml);
    return [`${path} is a kind of file that nothing checks`];
  });

describe(`hostile names and texts (seed ${seed}, four times ${runs} cases)`, () => {
  it.each([0, 1, 2, 3])('stay in literals, comments and quoted names, and every file parses (part %i)', (part) => {
    fc.assert(
      fc.property(hostileInput, (input) => {
        expect(problemsOf(input)).toEqual([]);
      }),
      { numRuns: runs, seed: seed + part },
    );
  });

  it.each(injectionCorpus)('%j in every place at once', (text) => {
    const labels = { type: 'enum', enumValues: [text], default: { kind: 'literal', value: text } } as const;
    const fields = [
      column(text === 'id' ? 'id' : text, 'integer', { required: true, description: text }),
      column(`${text} label`.slice(0, 200), 'enum', { ...labels, description: text }),
      column('default', 'text', { default: { kind: 'literal', value: text }, description: `${text}\n${text}` }),
      column('json', 'jsonb', { default: { kind: 'literal', value: { [text]: [text] } } }),
    ];
    const access = {
      read: [`role:${text}`],
      create: [`role:${text}`],
      update: [`role:${text}`],
      delete: [`role:${text}`],
    } as const;
    const input: HostileInput = {
      ...benign,
      model: {
        name: text,
        tables: [
          table(text, {
            description: text,
            columns: fields,
            primaryKey: [text],
            itemKey: [text],
            indexes: [{ name: text, columns: [text], unique: true }],
            access,
          }),
        ],
      },
      options: {
        projectName: text,
        description: text,
        architecture: {
          nodes: [{ id: text, label: text, type: text }],
          edges: [{ source: text, target: text, label: text }],
        },
      },
      messages: [text],
    };
    expect(problemsOf(input)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it.each([
    ['a call', `const a = 1;\n${marker}();`],
    ['a name', `export const ${marker} = 1;`],
    ['a template', `const a = \`\${${marker}}\`;`],
    ['a shorthand', `const a = { ${marker} };`],
    ['a directive', `// @ts-ignore\nconst a: string = 1;`],
    ['a linter directive', `/* oxlint-disable */\nconst a = 1;`],
    ['a reference', `/// <reference path="x.ts" />\nconst a = 1;`],
    ['a syntax error', `const a = 'x'; ';`],
  ])('find %s in TypeScript', (_, text) => expect(typescriptProblems('a.ts', text)).not.toEqual([]));

  it('accept a text in a literal, a comment and a key', () => {
    expect(
      typescriptProblems('a.ts', `/** ${marker}() */\nconst a = { ${marker}: '${marker}()' }; a.${marker};`),
    ).toEqual([]);
  });

  it.each([
    ['another statement', `CREATE TABLE "a" ("id" integer); DROP TABLE ${marker};`],
    ['another table', `CREATE TABLE "a" ("id" integer); CREATE TABLE b ();`],
    ['a call', `CREATE TABLE "a" ("id" integer DEFAULT ${marker}());`],
    ['a subquery', `CREATE TABLE "a" ("id" integer CHECK ("id" >= (SELECT 1)));`],
    ['an option', `CREATE TABLE "a" ("id" integer) WITH (fillfactor = 10);`],
    ['a missing statement', ``],
    ['a syntax error', `CREATE TABLE "a" ("id" integer); '`],
  ])('find %s in SQL', (_, text) => expect(sqlProblems(text, model(table('a')))).not.toEqual([]));

  it.each([
    ['a heading', (readme: string) => readme.replace('## Tables', '# x\n\n## Tables')],
    ['HTML', (readme: string) => readme.replace('Any one', '<b>Any one')],
    ['a link', (readme: string) => readme.replace('Any one', '[Any](one)')],
    ['an automatic link', (readme: string) => readme.replace('Any one', 'https://x.example')],
    ['a cell', (readme: string) => readme.replace('| authenticated |', '| authenticated | x |')],
    ['a block', (readme: string) => readme.replace('## Tables', '```sql\nx\n```\n\n## Tables')],
    ['a command', (readme: string) => readme.replace('npm start', 'npm start; reboot')],
    ['an edge', (readme: string) => readme.replace('  n1 -->', '  click n1 "x"\n  n1 -->')],
  ])('find %s in Markdown', (_, spoil) => {
    expect(readmeProblems(benignReadme, benign)).toEqual([]);
    expect(spoil(benignReadme)).not.toBe(benignReadme);
    expect(readmeProblems(spoil(benignReadme), benign)).not.toEqual([]);
  });
});
