import * as fc from 'fast-check';
import type { Field } from '../src/data-model.schema.ts';

/** What a field is, apart from its name and its place in keys. */
export type FieldShape = Omit<Field, 'id' | 'name' | 'required' | 'unique' | 'primary' | 'description'>;

/** Undefined members removed: an absent member and one that is undefined are not the same to a strict reader. */
export const defined = (members: { [Key in keyof FieldShape]: FieldShape[Key] | undefined }): FieldShape => {
  const shape: FieldShape = { type: members.type ?? 'text' };
  return Object.assign(shape, Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)));
};

/** A value, or none. */
export const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
