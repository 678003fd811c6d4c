import { expect, it } from 'vitest';
import type { Migrating } from '../support/migrating.ts';

const marker = '-- snapinfra: no transaction\n';

/** What the runner refuses before anything is written, on the database that each test is given. */
export const refusingTests = (given: () => Migrating): void => {
  /** Everything that a migration could have changed. */
  const state = async () => {
    const found = await given().query("select to_regclass('_applied_migrations')::text as ledger");
    const rows = found[0]?.['ledger'] ? await given().query('select * from _applied_migrations order by name') : [];
    return [
      ...found,
      ...rows,
      ...(await given().query("select relname from pg_class where relname ~ '^t\\d*$' order by 1")),
    ];
  };
  const refused = async () => {
    const before = await state();
    const message = await given().refusal();
    expect(await state()).toEqual(before);
    return message;
  };
  const write = (...names: readonly string[]) => {
    for (const name of names) given().write(name, `create table t${Number(/\d+/.exec(name)?.[0])} ();`);
  };

  it('two migrations of one number, one of them the owner’s, and names what generates another', async () => {
    write('0001_initial.sql', '0002_mine.sql', '0003_mine.sql');
    given().write('0002a_enum_values.sql', 'select 1;');
    given().writeManifest('0001_initial.sql', '0002a_enum_values.sql');
    const both = '0002_mine.sql and 0002a_enum_values.sql have the same number. Nothing was applied. ';
    const again =
      'enerate again with options.base: "g1" and options.nextMigration: 4, delete 0002a_enum_values.sql, and unpack the new ' +
      'project over this one.';
    expect(await refused()).toBe(
      `${both}Give 0002_mine.sql a number above 3; if it has to be applied first, g${again}`,
    );
    given().remove('0002a_enum_values.sql');
    await given().apply();
    given().write('0002a_enum_values.sql', 'select 1;');
    expect(await refused()).toBe(`${both}G${again}`);
  });

  it('two migrations of one number, both the owner’s, or of unknown origin', async () => {
    write('0001_initial.sql', '0002_one.sql', '0002_two.sql');
    expect(await refused()).toBe(
      '0002_one.sql and 0002_two.sql have the same number. Nothing was applied. If a generation made it, generate again ' +
        'with options.nextMigration: 3, from the same options.base; if it is your own, give it a number above 2.',
    );
    given().writeManifest('0001_initial.sql');
    expect(await refused()).toMatch(/Nothing was applied. Give 0002_one\.sql or 0002_two\.sql a number above 2\.$/);
  });

  it('two parts of one letter, but neither parts of several nor doubles that were applied', async () => {
    write('0001_initial.sql', '0002a_x.sql', '0003b_x.sql');
    given().write('0002b_x.sql', 'select 1;');
    given().write('0003b_y.sql', 'select 1;');
    expect(await refused()).toContain('0003b_x.sql and 0003b_y.sql have the same number');
    given().remove('0003b_y.sql');
    await given().apply();
    given().write('0002_y.sql', 'select 1;');
    await given().run(
      `insert into _applied_migrations (name, sha256) values ('0002_y.sql', encode(sha256('select 1;'), 'hex'))`,
    );
    expect(await given().apply()).toEqual([]);
  });

  it('what an abandoned generation left behind, pending or applied', async () => {
    const made = '-- snapinfra: generated\n';
    write('0001_initial.sql');
    given().write('0002a_changes.sql', `${made}create table t2 ();`);
    given().write('0002b_indexes.sql', `${marker}${made}select 1;`);
    given().write('0003_changes.sql', `${made}create table t3 ();`);
    given().writeManifest('0001_initial.sql', '0003_changes.sql');
    expect(await refused()).toMatch(
      /^0002a_changes\.sql, 0002b_indexes\.sql came with another generation, .* Nothing was applied\. Delete them\.$/,
    );
    given().remove('0003_changes.sql');
    given().writeManifest('0001_initial.sql', '0002a_changes.sql', '0002b_indexes.sql');
    expect(await given().apply()).toHaveLength(3);
    given().write('0003_changes.sql', `${made}create table t3 ();`);
    given().writeManifest('0001_initial.sql', '0003_changes.sql');
    expect(await refused()).toMatch(
      /^0002a_changes\.sql, 0002b_indexes\.sql came with .* applied to this database\. .* as options\.base\.$/,
    );
  });

  it('a number below the last one, of the owner or of a generation', async () => {
    write('0001_initial.sql', '0005_mine.sql');
    given().writeManifest('0001_initial.sql');
    await given().apply();
    write('0003_late.sql');
    expect(await refused()).toBe(
      '0003_late.sql comes before 0005_mine.sql, which has already been applied. Nothing was applied. ' +
        'Give 0003_late.sql a number above 5.',
    );
    given().remove('0003_late.sql');
    write('0002_changes.sql');
    given().writeManifest('0001_initial.sql', '0002_changes.sql');
    expect(await refused()).toMatch(
      /Generate again with options\.base: "g1" and options\.nextMigration: 6, delete 0002_changes\.sql, and unpack/,
    );
  });

  it('a part that comes late, but not the parts that are left of an interrupted migration', async () => {
    write('0001_initial.sql', '0002b_changes.sql', '0010_next.sql');
    given().write('0002c_validation.sql', `${marker}create table t2c (); select * from missing;`);
    given().write('0002d_indexes.sql', `${marker}create table t2d ();`);
    expect(await given().refusal()).toContain('0002c_validation.sql failed at statement 2');
    given().write('0002a_enum_values.sql', 'select 1;');
    expect(await refused()).toContain('0002a_enum_values.sql comes before 0002c_validation.sql');
    given().remove('0002a_enum_values.sql');
    await given().run('create table missing ()');
    expect(await given().apply()).toEqual(['0002c_validation.sql', '0002d_indexes.sql', '0010_next.sql']);
  });

  it('names without a number, and a history that this version does not have', async () => {
    write('0001_initial.sql');
    given().write('fix.sql', 'select 1;');
    expect(await refused()).toMatch(/^fix\.sql has no number/);
    given().remove('fix.sql');
    given().write('0005 my.sql', 'select 1;');
    expect(await refused()).toMatch(/^0005 my\.sql has no number .* above all others, as in 0007_my\.sql$/);
    given().remove('0005 my.sql');
    given().write('20260101120000123_my.sql', 'select 1;');
    expect(await refused()).toMatch(/^20260101120000123_my\.sql has too large a number.* one below 99999999999999\.$/);
    given().remove('20260101120000123_my.sql');
    write('0002_later.sql');
    await given().apply();
    given().remove('0002_later.sql');
    expect(await refused()).toMatch(
      /^0002_later\.sql was applied to the database, and is not in .* put it back, .* belongs to a later version/,
    );
  });

  it.each(['BEGIN', 'commit', 'Start Transaction', 'rollback'])('the statement %s', async (statement) => {
    write('0001_initial.sql');
    given().write('0002_x.sql', `create table t2 (); /* */ ${statement};`);
    expect(await refused()).toContain(`0002_x.sql has the statement \`${statement}\`. Nothing was applied. Remove it:`);
    given().write('0002_x.sql', `${marker}create table t2 (); ${statement};`);
    expect(await refused()).toMatch(/each of its statements is a transaction\.$/);
  });

  it('a file that was changed, line ends apart, and proposes to lose nothing', async () => {
    given().write('0001_initial.sql', 'create table t (a int,\n  b int);\n');
    await given().apply();
    for (const same of ['create table t (a int,\r\n  b int);\r\n', 'create table t (a int,\n  b int);\r\n']) {
      given().write('0001_initial.sql', same);
      expect(await given().apply()).toEqual([]);
    }
    for (const changed of [
      'create table t (a int,\n b int);\n',
      'create table t (a int,\n  b int);',
      '-- x\ncreate table t ();',
    ]) {
      given().write('0001_initial.sql', changed);
      const message = await refused();
      expect(message).toMatch(/^0001_initial\.sql was changed after it had been applied\. Restore it as it was/);
      expect(message).not.toMatch(/reset|new database|remove|drop|delete|options/i);
    }
    given().writeManifest('0001_initial.sql');
    expect(await refused()).toMatch(
      /^0001_initial\.sql was changed .* Restore it .* Or, if this project was generated with another history \(options\.fresh, options\.base\), generate again with options\.base: the generation whose project migrated this database\.$/,
    );
  });
};
