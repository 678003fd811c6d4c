import { expect, it } from 'vitest';
import { parseCheck } from '../../test-support/catalogue-check.ts';

it.each([
  [`(amount >= '-947'::integer)`, { kind: 'minimum', value: '-947' }],
  [`(price <= (10)::numeric)`, { kind: 'maximum', value: '10' }],
  [`(char_length((title)::text) >= 3)`, { kind: 'minLength', value: '3' }],
  [`("it's <= 5" >= 7)`, { kind: 'minimum', value: '7' }],
  [`("it's ""quoted""" = 'one'::text)`, { kind: 'values', value: ['one'] }],
  [`(kind = 'at least >= 5'::text)`, { kind: 'values', value: ['at least >= 5'] }],
  [`(kind = ANY (ARRAY['it''s "one"'::text, 'two'::text]))`, { kind: 'values', value: [`it's "one"`, 'two'] }],
])('the check %s is read as what it says', (definition, expected) => {
  expect(parseCheck(['column'], definition)).toEqual({ column: 'column', ...expected });
});
