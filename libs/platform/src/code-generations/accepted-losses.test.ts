import { expect, it } from 'vitest';
import { destructiveSteps, digestOfLoss, readAcceptedLosses, unacceptedLosses } from './accepted-losses.ts';

const step = {
  ...({ kind: 'drop_column', table: 'note', field: 'text', summary: 'Drops note.text' } as const),
  sql: 'alter table "note" drop column "text";',
  marks: [
    { kind: 'destructive', reason: 'The texts go' },
    { kind: 'locking', reason: 'Others wait' },
  ],
};
const other = { ...step, field: 'title' };
const harmless = { ...step, marks: step.marks.slice(1) };
const accepted = { base: 'g1', steps: [step, other].map(digestOfLoss) };

it('accepts the same steps or fewer, whatever else is done, and from whichever generation', () => {
  for (const steps of [[step, other], [other, harmless, step], [step], [harmless], []])
    expect(unacceptedLosses(accepted, 'g2', steps)).toEqual([]);
});

it('accepts no step that does, or loses, something else', () => {
  const others = [
    { ...step, kind: 'drop_table' as const },
    { ...step, table: 'letter' },
    { ...step, field: undefined },
    { ...step, summary: 'Drops all' },
    { ...step, sql: 'drop table "note";' },
    { ...step, marks: [{ kind: 'destructive', reason: 'More goes' }] },
  ];
  expect(unacceptedLosses(accepted, 'g1', [...others, step])).toEqual(others);
  expect(unacceptedLosses({ steps: [] }, undefined, [harmless, step])).toEqual([step]);
});

it('tells a step by its losses only: what it locks may differ', () => {
  const locked = { ...step, marks: [{ kind: 'destructive', reason: 'The texts go' }] };
  expect(unacceptedLosses(accepted, 'g2', [locked])).toEqual([]);
  expect(destructiveSteps([locked, harmless, step])).toEqual([locked, step]);
});

it('accepts all that is lost from the generation that was to be continued from, where nothing was planned', () => {
  expect(unacceptedLosses({ base: 'g1' }, 'g1', [step])).toEqual([]);
  expect(unacceptedLosses({ base: 'g1' }, 'g2', [step, harmless])).toEqual([step]);
  expect(unacceptedLosses({}, 'g1', [step])).toEqual([step]);
});

it('reads what was stored', () => {
  expect(readAcceptedLosses(Buffer.from(JSON.stringify(accepted)))).toEqual(accepted);
  const other = () => readAcceptedLosses(Buffer.from('{"steps":"all"}'));
  expect(other).toThrow(expect.objectContaining({ message: expect.any(String) }));
});
