import { readDataModel } from '@snapinfra/data-model';
import { hostileTexts } from '@snapinfra/data-model/test-support';
import { generateProject } from '../src/index.ts';

type Members = Readonly<Record<string, unknown>>;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const id: Members = { name: 'id', type: 'uuid', primary: true };
const model = (tables: readonly unknown[], more: Members = {}): Members => ({ name: 'm', tables, ...more });
const table = (name: string, fields: readonly unknown[] = [], more: Members = {}): Members => ({
  name,
  fields: [id, ...fields],
  ...more,
});
const link = (name: string, more: Members = {}): Members => ({
  ...{ name, type: 'many-to-one', fromTable: 'b', fromField: 'a_id', toTable: 'a', toField: 'id' },
  ...more,
});
const twoTables = [table('a'), table('b', [{ name: 'a_id', type: 'uuid' }])];

/** Documents whose parts get in each other's way: what compares each with each shows here. */
const shapes: Readonly<Record<string, (size: number) => Members>> = {
  'fields of one name': (size) =>
    model([
      table(
        'a',
        times(size, () => ({ name: 'x', type: 'text' })),
      ),
    ]),
  'tables of one name': (size) => model(times(size, () => table('a'))),
  'names that differ in case and separators': (size) =>
    model(
      times(size, (index) => table([...`${index.toString(2)}`].map((bit) => (bit === '1' ? 'A_' : 'a ')).join(''))),
    ),
  'columns that become one name in TypeScript': (size) =>
    model([
      table(
        'a',
        times(size, (index) => ({ name: `x${' '.repeat(index % 190)}${'_'.repeat(index / 190)}y`, type: 'text' })),
      ),
    ]),
  'links of two tables': (size) =>
    model(twoTables, {
      relationships: times(size, (index) => link(`n${index}`, { type: 'many-to-many', fromField: 'id' })),
    }),
  'one relationship many times': (size) =>
    model(twoTables, { relationships: times(size, (index) => link(`n${index}`)) }),
  'tables that refer to one': (size) =>
    model([table('a'), ...times(size, (index) => table(`b${index}`, [{ name: 'a_id', type: 'uuid' }]))], {
      relationships: times(size, (index) => link(`r${index}`, { fromTable: `b${index}` })),
    }),
  'fields that refer to one': (size) =>
    model(
      [
        table('a'),
        table(
          'b',
          times(size, (index) => ({ name: `a${index}`, type: 'uuid' })),
        ),
      ],
      {
        relationships: times(size, (index) => link(`r${index}`, { fromField: `a${index}` })),
      },
    ),
  'a chain of owners': (size) =>
    model(
      times(size, (index) =>
        table(`t${index}`, [{ name: 'up', type: 'uuid' }], index === 0 ? { ownerField: 'up' } : { ownerVia: 'r' }),
      ),
      {
        access: { read: ['owner'] },
        relationships: times(size - 1, (index) =>
          link('r', { fromTable: `t${index + 1}`, fromField: 'up', toTable: `t${index}` }),
        ),
      },
    ),
  'a circle of required keys': (size) =>
    model(
      times(size, (index) => table(`t${index}`, [{ name: 'up', type: 'uuid', required: true }])),
      {
        relationships: times(size, (index) =>
          link(`r${index}`, { fromTable: `t${index}`, fromField: 'up', toTable: `t${(index + 1) % size}` }),
        ),
      },
    ),
  'tables whose names mean one': (size) =>
    model([
      ...times(size, (index) => table(`a${'_'.repeat(index % 190)}${' '.repeat(index / 190)}`)),
      table(
        'holder',
        times(size, (index) => ({ name: `a${'-'.repeat(index % 190)}${'_'.repeat(index / 190)}_id`, type: 'uuid' })),
      ),
    ]),
  'a list of labels as a default': (size) =>
    model([
      table('a', [
        {
          name: 'x',
          type: 'enum',
          array: true,
          enumValues: times(size / 2, (index) => `${'y'.repeat(900)}${index}`),
          default: times(size / 2, (index) => `${'y'.repeat(900)}${index}`),
        },
      ]),
    ]),
  'indexes over the same fields': (size) =>
    model(
      times(size / 50, (index) =>
        table(`a${index}`, [{ name: 'x', type: 'text' }], { indexes: times(50, () => ({ fields: ['x', 'id'] })) }),
      ),
    ),
  'unknown members': (size) =>
    model([table('a', [], Object.fromEntries(times(size * 10, (index) => [`m${index}`, 1])))]),
  'patterns that backtrack': (size) =>
    model([
      table(
        'a',
        times(size, (index) => ({ name: `x${index}`, type: 'text', pattern: `^(a+)+${index}$` })),
      ),
    ]),
  ...Object.fromEntries(
    hostileTexts(10).map((sample, position) => [
      `texts of ${JSON.stringify(sample.slice(0, 4))}`,
      (size: number) => {
        const text = (hostileTexts(size * 60)[position] ?? '').slice(0, 100_000);
        const fields = [{ name: 'x', type: 'text', description: text.slice(0, 10_000), default: text }];
        return model([table('a', fields, { description: text.slice(0, 10_000) })]);
      },
    ]),
  ),
};

/** CPU time of reading a document and, where it is a model, generating from it. */
const cpuMs = (document: unknown): number => {
  const before = process.cpuUsage();
  const { model: dataModel, resolved, issues } = readDataModel(document);
  if (dataModel && resolved)
    generateProject({ model: resolved, dataModel, options: { issues }, generatorVersion: '0.0.0' });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Shortest of three: what others do on the machine only adds to it. */
const shortest = (document: unknown): number => Math.min(...times(3, () => cpuMs(document)));

/** Four times as much may take so many times as long: 4 is a line, 16 a square. Small documents cost more than their size. */
const mostGrowth = 8;

/** Prints how the time of each shape grows from a size to four times of it; answers whether all grow as a line does. */
export const reportGrowth = (size = 350): boolean => {
  console.log(
    `\nGrowth from ${size} to ${4 * size} parts (4 is a line, 16 a square), CPU time of reading and generating`,
  );
  shortest(shapes['tables of one name']?.(size));
  return Object.entries(shapes)
    .map(([name, make]) => {
      const [small, large] = [shortest(make(size)), shortest(make(4 * size))];
      const growth = large / small;
      // A few milliseconds say nothing.
      const met = growth < mostGrowth || large < 50;
      console.log(
        `  ${met ? 'met   ' : 'MISSED'} ${growth.toFixed(1).padStart(5)} ${small.toFixed(0)} → ${large.toFixed(0)} ms  ${name}`,
      );
      return met;
    })
    .every(Boolean);
};
