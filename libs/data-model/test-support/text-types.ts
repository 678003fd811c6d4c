import * as fc from 'fast-check';
import type { FieldType } from '../src/data-model.schema.ts';
import { defined, type FieldShape, maybe } from './field-shape.ts';

const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
/** Texts that have broken generators when they became literals. */
export const oddText = fc.oneof(
  fc.constantFrom(
    '',
    'now()',
    "it's",
    '*/',
    '${x}',
    '"; drop table x; --',
    'line\nbreak',
    '\\',
    '注文',
    '👩‍👩‍👧',
    "E'\\x41'",
    '$$',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).filter(storable),
);
const count = (text: string): number => [...text].length;

const textTypes = ['string', 'text', 'varchar'] as const;

export const freeText = fc
  .record({
    type: fc.constantFrom<FieldType>(...textTypes),
    length: maybe(fc.integer({ min: 12, max: 300 })),
    minLength: maybe(fc.integer({ min: 0, max: 4 })),
    maxLength: maybe(fc.integer({ min: 8, max: 400 })),
    default: maybe(oddText),
  })
  .map((shape) => {
    const fits =
      shape.default === undefined ||
      (count(shape.default) >= (shape.minLength ?? 0) && count(shape.default) <= Math.min(shape.maxLength ?? 12, 12));
    return defined({ ...shape, default: fits ? shape.default : undefined });
  });

/** Patterns with a text that matches each, and the lengths that matching texts may have. */
const patterns = [
  { pattern: '^[a-z0-9-]+$', sample: 'a-1' },
  { pattern: '^[A-Z]{3}[0-9]{6}$', sample: 'ABC123456' },
  { pattern: '[a-z]', sample: 'x' },
  { pattern: '^(?:SKU|REF)-[0-9]{8}$', sample: 'SKU-00000001' },
] as const;

export const patternText = fc
  .record({
    of: fc.constantFrom(...patterns),
    type: fc.constantFrom<FieldType>(...textTypes),
    withDefault: fc.boolean(),
  })
  .map(({ of, type, withDefault }) =>
    defined({ type, pattern: of.pattern, default: withDefault ? of.sample : undefined }),
  );

export const formattedText = fc.oneof(
  fc.constantFrom<FieldShape>(
    { type: 'email' },
    { type: 'url' },
    { type: 'email', length: 120 },
    { type: 'text', format: 'email' },
    { type: 'string', format: 'url', maxLength: 300 },
    { type: 'text', format: 'file' },
    { type: 'text', format: 'password', minLength: 8 },
    { type: 'url', default: 'https://example.org/a?b=c#d' },
    { type: 'email', default: 'nobody@example.org' },
  ),
  fc.record({ type: fc.constant<FieldType>('char'), length: fc.integer({ min: 8, max: 40 }) }),
);
