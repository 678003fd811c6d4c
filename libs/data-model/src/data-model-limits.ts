/** How large a model may be. Names are counted in characters (code points), not bytes. */
export const dataModelLimits = {
  tables: 2000,
  fieldsPerTable: 1500,
  indexesPerTable: 200,
  relationships: 10_000,
  enumValues: 1000,
  nameLength: 200,
  descriptionLength: 10_000,
  patternLength: 1000,
  enumValueLength: 1000,
  /** Of a default, as JSON text where it is none itself. */
  defaultLength: 100_000,
} as const;
