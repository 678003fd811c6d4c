/** A violation as TypeBox reports it. */
export interface SchemaViolation {
  readonly keyword: string;
  readonly instancePath: string;
  /** Of the schema that was violated, in the whole one; absent where the gateway found it by itself. */
  readonly schemaPath?: string;
  readonly message: string;
  readonly params: object;
}
