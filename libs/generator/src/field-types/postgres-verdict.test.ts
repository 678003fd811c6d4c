import {
  describeFieldType,
  fieldTypes,
  hasLabels,
  memberApplies,
  valueMembers,
  type FieldType,
  type FieldTypeDescription,
  type ResolvedColumn,
} from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPglite } from '../../test-support/pglite.ts';
import { contradictions } from '../../test-support/postgres-verdict.ts';
import { column } from '../../test-support/resolved-builders.ts';

let database: Awaited<ReturnType<typeof startPglite>>;
beforeAll(async () => void (database = await startPglite()));
afterAll(() => database.close());

const labels = ['draft', "it's", '{}'];
const columnOf = (type: FieldType, more: Partial<ResolvedColumn> = {}): ResolvedColumn =>
  column('x', type, { ...(hasLabels(type) ? { enumValues: labels } : {}), ...more });

const described = (type: FieldType): FieldTypeDescription =>
  hasLabels(type) ? { ...describeFieldType(type), samples: labels } : describeFieldType(type);

/** The description without its values, which a parameter may forbid: PostgreSQL is asked for the name only. */
const nameOnly = (type: FieldType): FieldTypeDescription => ({ ...described(type), samples: [], badTexts: [] });

const suits = (type: FieldType, members: Partial<ResolvedColumn>): boolean =>
  valueMembers.every((name) => members[name] === undefined || memberApplies(name, { type })) &&
  (members.precision !== 0 || describeFieldType(type).precision === 'seconds');

const sized = fieldTypes.flatMap((type) =>
  [{ length: 20 }, { precision: 0 }, { precision: 3 }, { precision: 12, scale: 2 }]
    .filter((members) => suits(type, members))
    .map((members) => [type, members] as const),
);

describe('the description of a field type agrees with PostgreSQL', () => {
  it.each(fieldTypes)('type %s: name, operators, indexes, samples and bad texts', async (type) => {
    expect(await contradictions(database, columnOf(type), described(type))).toEqual([]);
    expect(described(type).samples.length).toBeGreaterThan(1);
  });

  it.each(sized)('type %s: name with %o', async (type, members) => {
    expect(await contradictions(database, columnOf(type, members), nameOnly(type))).toEqual([]);
  });
});

/** A wrong claim, and the message that reports it. */
const wrongClaims: readonly (readonly [FieldType, Partial<FieldTypeDescription>, RegExp])[] = [
  ['json', { hasEquality: true }, /^equals: true, but PostgreSQL: false$/],
  ['json', { hasOrder: true }, /^btree: true, but PostgreSQL: false$/],
  ['text', { hasOrder: false }, /^btree: false, but PostgreSQL: true$/],
  ['jsonb', { hasParts: false }, /^gin: false, but PostgreSQL: true$/],
  ['timestamptz', { formatType: () => 'timestamptz' }, /^formatType: /],
  ['uuid', { samples: ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'x'] }, /samples|invalid input syntax/],
  ['timestamptz', { samples: ['2026-01-31T13:45:00Z'] }, /^samples: .*\+00:00/],
  ['integer', { badTexts: ['12'] }, /^takenTexts: /],
  ['date', { badTexts: ['2024-02-29'] }, /^the default "2024-02-29" is taken$/],
  ['json', { operators: ['eq', 'isnull'] }, /^filters by equality without having it$/],
  ['json', { operators: ['gt', 'isnull'] }, /^filters by an order without having one$/],
  ['json', { isSortable: true }, /^is sorted without an order$/],
  ['json', { cannotBeIndexed: undefined }, /^is indexed without an order$/],
  ['date', { operators: ['contains', 'isnull'] }, /^contains: true, but PostgreSQL: false$/],
];

describe('a wrong claim is found', () => {
  it.each(wrongClaims)('about %s: %o', async (type, claim, found) => {
    const faults = await contradictions(database, columnOf(type), { ...described(type), ...claim }).catch(
      (error: unknown) => [String(error)],
    );
    expect(faults).toContainEqual(expect.stringMatching(found));
  });
});
