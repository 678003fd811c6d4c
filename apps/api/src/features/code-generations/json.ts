type Optional<Value> = { [Name in keyof Value]: undefined extends Value[Name] ? Name : never }[keyof Value];

/** A value as JSON gives it back: members that are undefined are absent, and nothing is readonly any more. */
export type Json<Value> = Value extends readonly (infer Item)[]
  ? Json<Item>[]
  : Value extends object
    ? { -readonly [Name in Exclude<keyof Value, Optional<Value>>]: Json<Value[Name]> } & {
        -readonly [Name in Optional<Value> & keyof Value]?: Json<Exclude<Value[Name], undefined>>;
      }
    : Value;
