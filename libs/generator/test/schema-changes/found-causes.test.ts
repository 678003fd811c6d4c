import type { Field } from '@snapinfra/data-model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { embedded, type Backend } from '../support/migrating.ts';
import { field, modelOf, refersTo, schemaOf } from '../../test-support/fixed-models.ts';
import { proveChange } from '../support/schema-changes/prove-change.ts';
import { nothingShown, type ProvenChange } from '../support/schema-changes/proven-change.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A table whose rows are only marked as deleted, with a key of lists. */
const albums = (type: Field['type']) =>
  schemaOf(
    modelOf([
      {
        name: 'album',
        fields: [
          field('id', 'integer', { primary: true }),
          field('codes', type, { array: true, required: true, unique: true }),
        ],
        softDelete: true,
      },
    ]),
  );

const prices = (type: Field['type'], more: Partial<Field> = {}) =>
  schemaOf(
    modelOf([{ name: 'album', fields: [field('id', 'integer', { primary: true }), field('price', type, more)] }]),
  );

/** Songs refer to discs, of which there can be two. */
const songs = (code: Field, relationships: readonly ReturnType<typeof refersTo>[]) =>
  schemaOf(
    modelOf(
      [
        {
          name: 'disc',
          fields: [
            field('code', 'text', { primary: true }),
            field('side', 'enum', { enumValues: ['a', 'b'], required: true, unique: true }),
          ],
        },
        { name: 'song', fields: [field('id', 'integer', { primary: true }), code] },
      ],
      relationships,
    ),
  );

const songOf = (...fields: readonly Field[]) =>
  schemaOf(modelOf([{ name: 'song', fields: [field('id', 'integer', { primary: true }), ...fields] }]));

/** Changes with marks that few rows give a cause. */
const changes: Readonly<Record<string, Omit<ProvenChange, 'seed'>>> = {
  'texts that are the same numbers': { from: albums('text'), to: albums('decimal') },
  'texts that are the same intervals': { from: albums('text'), to: albums('interval') },
  'a value that all rows get, which one may have, and texts': {
    from: songOf(field('length', 'text')),
    to: songOf(field('length', 'integer'), field('state', 'text', { default: 'new', unique: true })),
  },
  'digits that a floating point number loses': {
    from: prices('decimal', { precision: 16, scale: 2 }),
    to: prices('double'),
  },
  'whole numbers below a bound that is not one': {
    from: prices('bigint'),
    to: prices('decimal', { precision: 5, scale: 0, minimum: -5.5 }),
  },
  'texts of ranges': { from: prices('tstzrange'), to: prices('varchar', { length: 38 }) },
  'texts of a table that can have few rows': {
    from: songs(field('code', 'text', { required: true }), [refersTo(['song', 'code'], ['disc', 'code'])]),
    to: songs(field('code', 'varchar', { length: 41, required: true }), []),
  },
};

let backend: Backend;
beforeAll(async () => void (backend = await embedded()));
afterAll(() => backend.stop());

it.each(Object.entries(changes).flatMap(([title, change]) => [3, 4, 5, 6].map((seed) => ({ title, seed, change }))))(
  'rows are found that give each mark a cause: $title (seed $seed)',
  async ({ change, seed }) => {
    const shown = nothingShown();
    await proveChange(backend, { ...change, seed }, shown);
    expect(shown.dataDependent).toBeGreaterThan(0);
    expect(shown.causeless).toEqual([]);
  },
);
