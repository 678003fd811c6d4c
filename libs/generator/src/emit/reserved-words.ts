/** Words that cannot be declared in a strict module, or that mean something in a place where names stand. */
const reservedWords = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof var void while with yield arguments eval undefined NaN Infinity async of
  get set type declare namespace module abstract as any unknown never object string number boolean symbol bigint
  readonly keyof infer is asserts satisfies global globalThis require exports`.split(/\s+/),
);

export const isReservedWord = (name: string): boolean => reservedWords.has(name);

/** ASCII only, on which every version of TypeScript and JavaScript agrees. */
export const isIdentifierName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);
