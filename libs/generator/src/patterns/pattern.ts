/** A regular expression of a model as a tree, as far as texts can be made for it in a bounded number of steps. */
export type Pattern =
  /** One character of a set. */
  | { readonly kind: 'character'; has(character: string): boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** Steps that may still be taken. What takes more is given up, on every machine at the same point: a clock would not do. */
export interface Budget {
  steps: number;
}
