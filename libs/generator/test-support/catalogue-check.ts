import { boundDigits } from '../src/bounds.ts';
import type { CatalogueCheck } from './catalogue-shape.ts';

/** Quoted names and literals; PostgreSQL writes both back with doubled quotes and no escapes. */
const quoted = /"(?:[^"]|"")*"|'((?:[^']|'')*)'/g;

const literals = (definition: string): readonly string[] =>
  [...definition.matchAll(quoted)].flatMap(([, body]) => (body === undefined ? [] : [body.replaceAll("''", "'")]));

/** The definition without its quoted names: those may have anything in them, apostrophes and operators as well. */
const withoutNames = (definition: string): string =>
  definition.replaceAll(quoted, (text) => (text.startsWith('"') ? 'name' : text));

/**
 * Reads a CHECK as PostgreSQL writes it back. What it does not understand becomes a check that equals nothing that a model
 * could ask for.
 */
export const parseCheck = (columns: readonly string[], definition: string): CatalogueCheck => {
  const column = columns.length === 1 ? (columns[0] ?? '') : columns.join(', ');
  const bound = /^[^']* (>=|<=) \(?'?(-?[\d.]+(?:[eE][+-]?\d+)?)'?\)?(?:::[a-z ]+)?\)$/.exec(withoutNames(definition));
  if (bound !== null) {
    const length = definition.startsWith('(char_length(');
    const lower = bound[1] === '>=';
    const kind = length ? (lower ? 'minLength' : 'maxLength') : lower ? 'minimum' : 'maximum';
    return { column, kind, value: boundDigits(bound[2] ?? '') };
  }
  return { column, kind: 'values', value: literals(definition) };
};
