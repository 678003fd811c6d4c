import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nextNumber, numberedFiles, type ChangePlan } from '../src/schema-changes/index.ts';
import { readMigrations } from '../template/src/core/migrations/files.ts';
import { pendingMigrations } from '../template/src/core/migrations/history.ts';

const folder = await mkdtemp(join(tmpdir(), 'migration-numbers-'));
afterAll(() => rm(folder, { recursive: true }));

const planOf = (...parts: readonly ChangePlan['files'][number]['part'][]): ChangePlan => ({
  ...{ steps: [], notes: [], proposals: [] },
  files: parts.map((part) => ({ part, sql: 'select 1;' })),
});
const named = (...names: readonly string[]) => names.map((name) => ({ name, sql: 'select 1;', steps: [] }));
const namesOf = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);
const last = 99_999_999_999_999;

describe('the number of a migration', () => {
  it('is above the time that the owner’s has, and so is the next one', () => {
    const before = named('0001_initial.sql');
    const plan = planOf('enum_values', 'changes');
    const files = numberedFiles(plan, nextNumber(before, 20_260_101_120_001));
    expect(namesOf(files)).toEqual(['20260101120001a_enum_values.sql', '20260101120001b_changes.sql']);
    expect(nextNumber([...before, ...files], undefined)).toBe(20_260_101_120_002);
    expect(() => nextNumber([...before, ...files], 20_260_101_120_001)).toThrow(
      `it has to be from 20260101120002 to ${last} (options.nextMigration)`,
    );
  });

  it('has four digits or more, and fourteen at most', () => {
    const nameOf = (number: number) => namesOf(numberedFiles(planOf('changes'), number))[0];
    expect([7, 9999, 10_000].map(nameOf)).toEqual(['0007_changes.sql', '9999_changes.sql', '10000_changes.sql']);
    expect(nextNumber(named('9999_changes.sql'), undefined)).toBe(10_000);
    expect(nextNumber([], last)).toBe(last);
    expect(() => nextNumber([], last + 1)).toThrow(`it has to be from 1 to ${last}`);
    expect(() => nextNumber(named(`${last}_changes.sql`), undefined)).toThrow('there is no number left');
  });
});

describe('the runner', () => {
  const own = '20260101120000_own.sql';
  const later = namesOf(numberedFiles(planOf('enum_values', 'changes'), 20_260_101_120_001));
  const inOrder = ['0001_initial.sql', '0002_changes.sql', '10000_changes.sql', own, ...later];
  const pending = async (applied: readonly string[]) => {
    const migrations = await readMigrations(folder);
    const all = migrations.map(({ name, sha256 }) => [name, { sha256, statementsDone: undefined }] as const);
    const known = new Map(all.filter(([name]) => applied.includes(name)));
    const generated = new Map(inOrder.filter((name) => name !== own).map((name) => [name, 'g1'] as const));
    return pendingMigrations({ migrations, applied: known, generated });
  };

  it('applies times and counted numbers in the order of their numbers', async () => {
    for (const name of inOrder) await writeFile(join(folder, name), 'select 1;');
    expect(namesOf(await readMigrations(folder))).toEqual(inOrder);
    expect(namesOf(await pending(inOrder.slice(0, 4)))).toEqual(later);
  });

  it('refuses a counted number after a time, and names a number that a generation can have', async () => {
    const applied = inOrder.filter((name) => name !== '10000_changes.sql');
    const error = await pending(applied).catch(({ message }: Error) => message);
    expect(error).toMatch(/Generate again with .*options\.nextMigration: 20260101120002,/);
  });
});
