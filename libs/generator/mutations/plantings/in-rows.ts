import { core, type Planting } from '../planting.ts';

export const inRows: readonly Planting[] = [
  {
    name: 'If-Match is not checked',
    sample: 'chinook',
    file: core('write-rows'),
    find: /known === undefined \? undefined : sql\.join\(\[[^\]]*\], sql` or `\),/,
    replace: 'undefined,',
    tests: ['crud'],
    inCi: true,
  },
  {
    name: 'a bigint goes through a number',
    sample: 'everything',
    file: core('codec'),
    find: 'const scalarText = (family: Family, value: unknown): string => {',
    replace:
      "const scalarText = (family: Family, value: unknown): string => {\n  if (family === 'bigint') return String(Number(value));",
    tests: ['crud'],
  },
  {
    name: 'decimals are read as JSON numbers',
    sample: 'everything',
    file: core('codec'),
    find: " || family === 'numeric'",
    replace: '',
    tests: ['crud'],
  },
  {
    name: 'a password hash is returned',
    sample: 'blog-designer',
    file: core('row-json'),
    find: '.filter((member) => !member.password)',
    replace: '',
    tests: ['crud', 'access'],
    inCi: true,
  },
  {
    name: 'a soft-deleted row stays visible',
    sample: 'everything',
    file: core('access'),
    find: 'entity.resource.deletedAt === undefined ? undefined : sql`',
    replace: "entity.resource.name !== '' ? undefined : sql`",
    tests: ['crud'],
  },
  {
    name: 'a soft delete removes the row',
    sample: 'everything',
    file: core('write-rows'),
    find: 'const { deletedAt } = entity.resource;',
    replace: 'const deletedAt = [entity.resource.deletedAt].find(() => false);',
    tests: ['crud'],
  },
  {
    name: 'an include joins every row',
    sample: 'chinook',
    file: core('row-json'),
    find: "if (relation.kind !== 'through') return equalColumns(there, here);",
    replace: "if (relation.kind !== 'through') return sql`true or ${equalColumns(there, here)}`;",
    tests: ['include'],
  },
];
