import * as fc from 'fast-check';
import { indexMethods } from '../src/data-model.schema.ts';
import { referentialActions } from '../src/relationship.schema.ts';
import { arbitraryFieldShape } from './field-types.ts';
import { arbitraryName } from './names.ts';

/** How large and how odd the models are. */
export interface ModelOptions {
  readonly maxTables?: number;
  readonly maxFields?: number;
  readonly maxRelationships?: number;
  readonly names?: 'plain' | 'odd' | 'mixed';
}

const keyKinds = [
  'uuid',
  'uuid default',
  'serial',
  'bigserial',
  'bigint',
  'integer',
  'text',
  'varchar',
  'date',
  'composite',
  'shared',
  'identifying',
  'link',
  'unique index',
  'unique field',
  'nullable unique',
  'none',
] as const;
export type KeyKind = (typeof keyKinds)[number];

const relationshipKinds = ['many-to-one', 'one-to-many', 'one-to-one', 'many-to-many'] as const;

const rule = fc.constantFrom('public', 'authenticated', 'owner', 'role:staff', "role:it's odd", 'nobody');
const access = fc.option(
  fc.record(
    {
      read: fc.array(rule, { minLength: 1, maxLength: 3 }),
      create: fc.array(rule, { minLength: 1, maxLength: 2 }),
      update: fc.array(rule, { minLength: 1, maxLength: 2 }),
      delete: fc.array(rule, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);

const description = fc.option(
  fc.constantFrom('Plain words.', "Don't */ `stop` ${here}", 'Two\nlines', '</script> -- \\', '注文の一覧', ''),
  { nil: undefined, freq: 2 },
);

const fieldSpec = (names: fc.Arbitrary<string>) =>
  fc.record({
    name: names,
    shape: arbitraryFieldShape,
    required: fc.boolean(),
    unique: fc.integer({ min: 0, max: 7 }).map((number) => number === 7),
    description,
  });

const indexSpec = (names: fc.Arbitrary<string>) =>
  fc.record({
    name: fc.option(names, { nil: undefined }),
    picks: fc.array(fc.nat(50), { minLength: 1, maxLength: 3 }),
    unique: fc.boolean(),
    method: fc.option(fc.constantFrom(...indexMethods), { nil: undefined, freq: 2 }),
  });

const tableSpec = (names: fc.Arbitrary<string>, maxFields: number) =>
  fc.record({
    name: names,
    description,
    key: fc.constantFrom<KeyKind>(...keyKinds),
    parents: fc.tuple(fc.nat(50), fc.nat(50)),
    fields: fc.array(fieldSpec(names), { minLength: 1, maxLength: maxFields }),
    indexes: fc.array(indexSpec(names), { maxLength: 2 }),
    softDelete: fc.integer({ min: 0, max: 3 }).map((number) => number === 3),
    access,
    owner: fc.constantFrom('none', 'none', 'uuid', 'text', 'bigint', 'smallint', 'char', 'reference', 'via'),
  });

const relationshipSpec = (names: fc.Arbitrary<string>) =>
  fc.record({
    kind: fc.constantFrom(...relationshipKinds),
    from: fc.nat(50),
    to: fc.nat(50),
    self: fc.integer({ min: 0, max: 4 }).map((number) => number === 4),
    required: fc.boolean(),
    byUnique: fc.boolean(),
    inOtherWidth: fc.integer({ min: 0, max: 3 }).map((number) => number === 3),
    name: fc.option(names, { nil: undefined }),
    column: names,
    onDelete: fc.option(fc.constantFrom(...referentialActions), { nil: undefined }),
    onUpdate: fc.option(fc.constantFrom(...referentialActions), { nil: undefined }),
  });

/** Choices from which a valid model is built: whatever they are, some model follows, so that they shrink freely. */
export const arbitraryModelSpec = ({
  maxTables = 6,
  maxFields = 6,
  maxRelationships = 8,
  names: kind = 'mixed',
}: ModelOptions) => {
  const names = arbitraryName(kind);
  return fc.record({
    name: names,
    tables: fc.array(tableSpec(names, maxFields), { minLength: 1, maxLength: maxTables }),
    relationships: fc.array(relationshipSpec(names), { maxLength: maxRelationships }),
    access: fc.option(
      fc.record({
        read: fc.array(fc.constantFrom('public', 'authenticated', 'role:staff'), { minLength: 1, maxLength: 2 }),
      }),
      {
        nil: undefined,
        freq: 1,
      },
    ),
  });
};

type Spec = ReturnType<typeof arbitraryModelSpec> extends fc.Arbitrary<infer Value> ? Value : never;
export type ModelSpec = Spec;
export type TableSpec = Spec['tables'][number];
export type RelationshipSpec = Spec['relationships'][number];
