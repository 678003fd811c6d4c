import type { Field } from '../data-model.schema.ts';

/** The fields of a table, by the names and ids that documents use. */
export interface FieldLookup {
  /** The first field of that name. */
  field(name: string): Field | undefined;
  /** The name of the field that is meant: designers refer to fields by name and, some of them, by id. */
  nameOf(reference: string): string;
}

export const createFieldLookup = (fields: readonly Field[]): FieldLookup => {
  const byName = new Map(fields.toReversed().map((field) => [field.name, field]));
  const byId = new Map<string, Field | undefined>();
  for (const field of fields) {
    // An id that two fields share means neither.
    if (field.id !== undefined) byId.set(field.id, byId.has(field.id) ? undefined : field);
  }
  return {
    field: (name) => byName.get(name),
    nameOf: (reference) => (byName.has(reference) ? reference : (byId.get(reference)?.name ?? reference)),
  };
};
