import { expect, it } from 'vitest';
import type { Migrating } from '../support/migrating.ts';

const marker = '-- snapinfra: no transaction\n';
const made = '-- snapinfra: generated\n';

const refusing = 'do $$ begin raise exception \'3 rows of "t" have no value for "n"\'; end $$;';
const correct = 'Correct these rows, by SQL or with the version that ran before, then start again';

/** What a failed migration advises, on the database that each test is given. */
export const advisingTests = (given: () => Migrating): void => {
  /** A generated first migration, and others with their manifest, of which the first fails. */
  const fail = async (files: Readonly<Record<string, string>>, own: readonly string[] = []) => {
    given().write('0001_initial.sql', 'create table t (n int, v text); create view w as select v from t;');
    given().writeManifest('0001_initial.sql');
    await given().apply();
    for (const [name, script] of Object.entries(files)) given().write(name, script);
    given().writeManifest('0001_initial.sql', ...Object.keys(files).filter((name) => !own.includes(name)));
    return given().refusal();
  };
  const adviceOf = (message: string) =>
    message.split(/Nothing of this file was applied\. |the next start continues with this one\. /)[1];

  it.each([
    ['drop table t', /^view w depends on table t$/m],
    ['alter table t drop column v', /^view w depends on column v of table t$/m],
    ['alter table t alter v type varchar(9)', /^rule _RETURN on view w depends on column "v"$/m],
  ])('on what depends on others name them, and a migration before it that drops them: %s', async (statement, named) => {
    const again = (number: number, names: string) =>
      `Drop what depends on it in a migration of your own with the number 2, and generate again with options.base: "g1" and ` +
      `options.nextMigration: ${number}, delete ${names}, and unpack the new project over this one.`;
    const message = await fail({ '0002_changes.sql': `${made}${statement};` });
    expect(message).toMatch(named);
    expect(message).not.toContain('CASCADE');
    expect(adviceOf(message)).toBe(again(3, '0002_changes.sql'));
    given().write('0005_own.sql', 'select 1;');
    expect(adviceOf(await given().refusal())).toBe(again(6, '0002_changes.sql'));

    // It is one's own, or its number has been begun.
    const simple = 'Drop what depends on it, then start again.';
    for (const name of ['0002_changes.sql', '0005_own.sql']) given().remove(name);
    const own = await fail({ '0002_own.sql': `${statement};` }, ['0002_own.sql']);
    expect(own).toMatch(named);
    expect(own).not.toContain('CASCADE');
    expect(adviceOf(own)).toBe(simple);
    given().remove('0002_own.sql');
    const begun = await fail({
      '0002a_enum_values.sql': `${made}select 1;`,
      '0002b_changes.sql': `${made}${statement};`,
    });
    expect(adviceOf(begun)).toBe(simple);
  });

  it('on what depends on others and have no manifest, as in an image, ask for the same generation before', async () => {
    given().write('0001_initial.sql', 'create table t (n int); create view w as select n from t;');
    given().write('0002_changes.sql', `${made}drop table t;`);
    expect(adviceOf(await given().refusal())).toMatch(
      /and generate again with the same options\.base and options\.nextMigration: 3, delete 0002_changes\.sql, and/,
    );
  });

  it('on rows may be generated again for another model, as long as nothing of their number is applied', async () => {
    const files = {
      '0002a_changes.sql': made + refusing,
      '0002b_indexes.sql': `${marker}${made}select 1;`,
      '0003_changes.sql': `${made}select 1;`,
    };
    const again = (options: string, names: string) =>
      `${correct}; or change the model, generate again with ${options}, delete ${names}, and unpack the new project over this one.`;
    expect(adviceOf(await fail(files))).toBe(
      again('options.base: "g1"', '0002a_changes.sql, 0002b_indexes.sql, 0003_changes.sql'),
    );
    for (const name of Object.keys(files)) given().remove(name);
    const next = { '0002_own.sql': 'select 1;', '0003_changes.sql': made + refusing };
    expect(adviceOf(await fail(next, ['0002_own.sql']))).toBe(
      again('options.base: "g1" and options.nextMigration: 3', '0003_changes.sql'),
    );
    given().remove('0003_changes.sql');
    const late = { '0003a_enum_values.sql': `${made}select 1;`, '0003b_changes.sql': made + refusing };
    expect(adviceOf(await fail(late))).toBe(`${correct}.`);
  });

  it('on a privilege that the role lacks ask for it', async () => {
    const script = 'create role limited; set role limited; create table public.u (n int);';
    const message = await fail({ '0002_changes.sql': made + script });
    expect(message).toMatch(/^permission denied for schema public$/m);
    expect(adviceOf(message)).toBe(
      'The role of DATABASE_URL may not do this: grant it the right, or migrate with a role that has it, then start again.',
    );
  });

  it('on rows are corrected where they are one’s own, or where the generation before is not known', async () => {
    expect(adviceOf(await fail({ '0002_own.sql': refusing }, ['0002_own.sql']))).toBe(`${correct}.`);
    given().remove('0002_own.sql');
    const begun = `${marker}${made}insert into t values (1); ${refusing}`;
    expect(adviceOf(await fail({ '0002_changes.sql': begun }))).toBe(`${correct}.`);
  });
};
