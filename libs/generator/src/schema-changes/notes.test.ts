import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { field, modelOf, schemaOf } from '../../test-support/fixed-models.ts';
import { planSchemaChange } from './index.ts';

type Table = DataModel['tables'][number];

const id = field('id', 'uuid', { primary: true });
const album = {
  name: 'album',
  fields: [id, field('title', 'text', { required: true }), field('released', 'date')],
};

describe('changes that need no SQL', () => {
  const noted = (before: Partial<Table>, after: Partial<Table>) => {
    const stateOf = (more: Partial<Table>) => schemaOf(modelOf([{ ...album, ...more }]));
    return planSchemaChange({ from: stateOf(before), to: stateOf(after) });
  };

  it('are told: who may do what', () => {
    const { steps, notes } = noted({}, { access: { read: ['public'] } });
    expect(steps).toEqual([]);
    expect(notes).toEqual([
      {
        kind: 'access',
        table: 'album',
        field: undefined,
        summary: 'Who may read rows of "album": public (before: authenticated)',
      },
    ]);
  });

  it('are told: rules that only the API knows', () => {
    const { notes } = noted(
      {},
      { fields: [id, field('title', 'text', { required: true, pattern: '^x' }), field('released', 'date')] },
    );
    expect(notes).toMatchObject([{ kind: 'validation', table: 'album', field: 'title' }]);
  });

  it('are told: what becomes a password, and what is one no longer', () => {
    const plain = { fields: [id, field('secret', 'text')] };
    const hashed = { fields: [id, field('secret', 'text', { format: 'password' })] };
    expect(noted(plain, hashed).notes).toMatchObject([{ kind: 'password', field: 'secret' }]);
    expect(noted(hashed, plain).notes).toMatchObject([{ kind: 'password', field: 'secret' }]);
  });

  it('are told: soft deletes, and what becomes of a field that did the same by hand', () => {
    const byHand = { fields: [id, field('deleted_at', 'timestamptz')] };
    const soft = { fields: [id], softDelete: true };
    const there = noted(byHand, soft);
    expect(there.steps).toEqual([]);
    expect(there.notes).toMatchObject([
      { kind: 'soft_delete', summary: expect.stringContaining('rows with a value in "deleted_at" count as deleted') },
    ]);
    const back = noted(soft, byHand);
    expect(back.steps).toEqual([]);
    expect(back.notes).toMatchObject([{ summary: expect.stringContaining('can be seen again') }]);
    expect(noted(soft, { fields: [id] }).notes).toMatchObject([
      { summary: expect.stringMatching(/permanent from now on$/) },
    ]);
  });
});
