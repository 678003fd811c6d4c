import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { migrationProblems } from '../../test-support/check-migration-sql.ts';
import { loadSqlParser } from '../../test-support/check-sql.ts';
import { hostileInput } from '../../test-support/hostile-model.ts';
import { injectionCorpus, marker } from '../../test-support/injection-corpus.ts';
import { column, model, table } from '../../test-support/resolved-builders.ts';
import type { ResolvedModel } from '@snapinfra/data-model';
import { planSchemaChange, schemaStateOf, type SchemaState } from './index.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['FC_RUNS'] ?? 20);

// Much work, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 240_000 + numRuns * 500, hookTimeout: 240_000 });

beforeAll(loadSqlParser);

const stateOf = (resolved: ResolvedModel): SchemaState =>
  schemaStateOf({ dataModel: { name: 'hostile', tables: [] }, resolved });

/** Ids by position, so that almost everything is renamed. */
const withIds = (resolved: ResolvedModel): ResolvedModel => ({
  ...resolved,
  tables: resolved.tables.map((each, position) => ({
    ...each,
    id: `t${position}`,
    columns: each.columns.map((field, place) => ({ ...field, id: `t${position}f${place}` })),
  })),
});

const problemsBetween = (before: ResolvedModel, after: ResolvedModel): readonly string[] =>
  [withIds, (resolved: ResolvedModel) => resolved].flatMap((identified) => {
    const plan = planSchemaChange({ from: stateOf(identified(before)), to: stateOf(identified(after)) });
    return migrationProblems(plan);
  });

describe(`migrations between models with hostile names and texts (seed ${seed}, ${numRuns} pairs)`, () => {
  it('have them in literals, comments and quoted names, and every file parses', () => {
    fc.assert(
      fc.property(hostileInput, hostileInput, (before, after) => {
        expect(problemsBetween(before.model, after.model)).toEqual([]);
      }),
      { numRuns, seed },
    );
  });

  const withText = (text: string, more: string): ResolvedModel =>
    model(
      table(text, {
        description: more,
        columns: [
          column(text, 'integer', { required: true, description: more }),
          column(`label ${text}`.slice(0, 200), 'enum', { enumValues: [text, more], description: more }),
          column('long label', 'enum', { enumValues: [text, more.padEnd(70, 'x')] }),
          column('with a default', 'text', { default: { kind: 'literal', value: more } }),
        ],
        primaryKey: undefined,
        indexes: [{ name: `${text}${more}`.slice(0, 200), columns: ['with a default'], unique: true }],
      }),
    );

  it.each(injectionCorpus)('have %j nowhere else, whether it comes or goes', (text) => {
    const [plain, hostile] = [withText('plain', 'words'), withText(text, `${text} `)];
    expect(problemsBetween(plain, hostile)).toEqual([]);
    expect(problemsBetween(hostile, plain)).toEqual([]);
    expect(problemsBetween(hostile, withText(text, `more ${text}`))).toEqual([]);
  });
});

it('have them in quoted names where a sequence goes back', () => {
  const numbered = (type: 'serial' | 'bigserial'): ResolvedModel =>
    model(
      table(`it's "${marker}()" \u2028 %s`, {
        columns: [column(`%I '; "`, type, { required: true })],
        primaryKey: undefined,
      }),
    );
  const plan = planSchemaChange({ from: stateOf(numbered('bigserial')), to: stateOf(numbered('serial')) });
  expect(plan.files.map(({ sql }) => sql).join('\n')).toContain('last_value');
  expect(migrationProblems(plan)).toEqual([]);
});

describe('the check of migrations itself', () => {
  const guard = (...queries: readonly string[]): string => {
    const counts = queries.map(
      (query) => `${query} INTO offenders;
        IF offenders > 0 THEN
          found := array_append(found, 'a' || offenders || 'b');
          hints := array_append(hints, 'c');
        END IF;`,
    );
    return `DO $snapinfra$
      DECLARE
        offenders bigint;
        found text[] := '{}';
        hints text[] := '{}';
      BEGIN
        ${counts.join(' ')}
        IF cardinality(found) > 0 THEN
          RAISE EXCEPTION USING MESSAGE = array_to_string(found, chr(10)), HINT = array_to_string(hints, chr(10));
        END IF;
      END
    $snapinfra$;`;
  };

  const planWith = (statement: string) => ({ files: [{ part: 'changes' as const, sql: statement }] });
  it.each([
    ['a statement of another kind', `TRUNCATE a;`],
    ['a call', `ALTER TABLE a ALTER COLUMN b SET DEFAULT ${marker}();`],
    ['a statement in a body', `DO $$ BEGIN PERFORM ${marker}(); END $$;`],
    ['a syntax error', `ALTER TABLE a DROP`],
    ['a call in a query that counts', guard('SELECT 1', `SELECT ${marker}()`)],
    ['two queries where one counts', guard(`SELECT 1; SELECT 2`)],
    ['a statement behind the counts', guard('SELECT 1').replace('END IF;\n      END', 'END IF; PERFORM 1;\n      END')],
  ])('finds %s', (_, statement) => expect(migrationProblems(planWith(statement))).not.toEqual([]));

  it('accepts a text in a literal and in a quoted name', () => {
    expect(migrationProblems(planWith(`COMMENT ON TABLE "${marker}()" IS '${marker}()';`))).toEqual([]);
    expect(migrationProblems(planWith(guard('SELECT count(*) FROM a', 'SELECT count(*) FROM b')))).toEqual([]);
  });
});
