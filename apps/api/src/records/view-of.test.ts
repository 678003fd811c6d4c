import Type from 'typebox';
import { expect, it } from 'vitest';
import { viewOf } from './view-of.ts';

it('leaves out the members of a record that the schema does not have, but not those of objects in it', () => {
  const view = viewOf(Type.Object({ id: Type.String(), place: Type.Object({ city: Type.String() }) }));
  const record = { id: 'a', place: { city: 'Ulm', secret: 's' }, secret: 's' };
  expect(view(record)).toEqual({ id: 'a', place: { city: 'Ulm', secret: 's' } });
});
