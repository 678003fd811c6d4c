import { expect, it } from 'vitest';
import { changeOf } from './change-of.ts';
import type { OwnedRecord } from './owned-record.ts';

interface Note extends OwnedRecord {
  readonly text: string;
  readonly mood?: string;
}

it('sets what is there, takes away what is null, and leaves what is absent', () => {
  expect(changeOf<Note>({ text: 'after', mood: null })).toEqual({ set: { text: 'after' }, remove: ['mood'] });
  expect(changeOf<Note>({})).toEqual({ set: {}, remove: [] });
});

it('leaves members alone that every record has, even if a body brings them', () => {
  const body = { text: 'after', userId: 'eve', projectId: 'other', deletingAt: null };
  expect(changeOf<Note>(body as object)).toEqual({ set: { text: 'after' }, remove: [] });
});
