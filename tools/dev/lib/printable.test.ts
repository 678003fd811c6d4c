import { expect, it } from 'vitest';
import { printable, printableName } from './printable.ts';

it('removes control sequences, and escapes other control characters', () => {
  expect(printable('\u001b[2J\u001b[31mred\u001b[0m')).toBe('red');
  expect(printable('\u001b]0;title\u0007x\r\u0008y\u009b')).not.toMatch(/[^\P{Cc}\n]/u);
  expect(printable('a\rb\u0000')).toBe('a\\x0db\\x00');
});

it('keeps text in any language and line breaks', () => {
  const text = 'Größe\n日本 👩‍👩‍👧 हिन्दी';
  expect(printable(text)).toBe(text);
});

it('keeps a name on one line', () => {
  expect(printableName('a\n\u2028b')).toBe('a b');
});
