import { core, type Planting } from '../planting.ts';

export const inDeletions: readonly Planting[] = [
  {
    name: 'a soft delete looks at nothing that refers to the row',
    sample: 'everything',
    file: core('soft-delete'),
    find: 'entity.resource.deletedAt !== undefined && entity.referrers.length > 0',
    replace: 'entity.resource.deletedAt !== undefined && entity.referrers.length < 0',
    tests: ['crud', 'foreign-keys'],
    inCi: true,
  },
  {
    name: 'a soft delete walks past restrict',
    sample: 'everything',
    file: core('soft-delete'),
    find: 'deletion.held.push({ key, rows: now })',
    replace: 'deletion.held.length = 0',
    tests: ['foreign-keys'],
  },
  {
    name: 'a soft delete does not cascade',
    sample: 'everything',
    file: core('soft-delete'),
    find: "if (key.onDelete === 'cascade') next.push(...(await follow(deletion, key, now)));",
    replace: "if (key.onDelete === 'cascade') continue;",
    tests: ['foreign-keys'],
  },
  {
    name: 'a soft delete forgets the rows to remove',
    sample: 'clinic',
    file: core('soft-delete'),
    find: '  await removeAll(deletion);\n',
    replace: '',
    tests: ['foreign-keys'],
  },
  {
    name: 'a soft delete clears no references',
    sample: 'everything',
    file: core('soft-delete'),
    find: 'for (const referring of deletion.cleared) await clear(deletion, referring, entity);',
    replace: '',
    tests: ['foreign-keys'],
  },
  {
    name: 'a new row may refer to a deleted one',
    sample: 'everything',
    file: core('write-checks'),
    find: 'where ${allOf([refers, present])} for key share)`;',
    replace: 'where ${refers} for key share)`;',
    tests: ['foreign-keys'],
  },
];
