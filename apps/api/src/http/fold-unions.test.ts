import Type from 'typebox';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { foldUnions } from './fold-unions.ts';

const text = Type.String({ maxLength: 3 });
const place = Type.Object({ city: Type.Union([text, Type.Null()]) });
const schema = Type.Object({
  note: Type.Union([text, Type.Null()]),
  places: Type.Union([Type.Array(place), Type.Union([place, Type.Null()])]),
});

const found = (value: object) =>
  foldUnions(Value.Errors(schema, value)).map(({ instancePath, keyword, message }) => [instancePath, keyword, message]);

it('names all types of a union once for a value of another type', () => {
  expect(found({ note: 5, places: null })).toEqual([['/note', 'type', 'must be string or null']]);
  expect(found({ note: null, places: 5 })).toEqual([['/places', 'type', 'must be array or object or null']]);
});

it('says only what is wrong with the branch that has the type of the value', () => {
  expect(found({ note: 'long', places: null })).toEqual([
    ['/note', 'maxLength', 'must not have more than 3 characters'],
  ]);
  expect(found({ note: null, places: { city: 5 } })).toEqual([['/places/city', 'type', 'must be string or null']]);
});

it('leaves violations outside of unions alone', () => {
  expect(foldUnions(Value.Errors(Type.Object({ n: Type.Integer() }), { n: 'x' }))).toHaveLength(1);
});
