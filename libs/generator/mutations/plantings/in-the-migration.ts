import type { Planting } from '../planting.ts';

const migration = 'migrations/0001_initial.sql';

export const inTheMigration: readonly Planting[] = [
  {
    name: 'a foreign key is not created',
    sample: 'chinook',
    file: migration,
    find: /ALTER TABLE "invoice_line"[^;]*FOREIGN KEY[^;]*"track"[^;]*;/i,
    replace: '',
    tests: ['foreign-keys'],
  },
  {
    name: 'a unique index is not unique',
    sample: 'blog-designer',
    file: migration,
    find: /CREATE UNIQUE INDEX/i,
    replace: 'CREATE INDEX',
    tests: ['constraints'],
  },
  {
    name: 'a default is lost',
    sample: 'everything',
    file: migration,
    find: / DEFAULT 1\b/i,
    replace: '',
    tests: ['constraints'],
  },
  {
    name: 'a required column may be null',
    sample: 'chinook',
    file: migration,
    find: /("first_name" [^,\n]*?) NOT NULL/i,
    replace: '$1',
    tests: ['catalogue'],
  },
  {
    name: 'on delete cascade does nothing',
    sample: 'everything',
    file: migration,
    find: /ON DELETE CASCADE/i,
    replace: '',
    tests: ['foreign-keys'],
  },
  {
    name: 'a decimal loses a digit',
    sample: 'everything',
    file: migration,
    find: /numeric\(12, ?4\)/i,
    replace: 'numeric(12,3)',
    tests: ['crud'],
  },
  {
    name: 'an index is not created',
    sample: 'everything',
    file: migration,
    find: /CREATE INDEX "order_by_customer"[^;]*;/i,
    replace: '',
    tests: ['catalogue'],
  },
];
