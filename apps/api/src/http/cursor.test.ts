import { describe, expect, it } from 'vitest';
import { createCursorCodec } from './cursor.ts';

const cursors = createCursorCodec('a secret');
const scope = { userId: 'ada', query: ['projects', 'x', undefined] };
const start = { pk: 'USER#ada', sk: 'PROJECT#1', n: 7 };

describe('cursors', () => {
  it('lead back to where they were made', () => {
    expect(cursors.decode(cursors.encode(start, scope), scope)).toEqual(start);
  });

  it.each([
    ['another caller', { ...scope, userId: 'eve' }],
    ['another query', { ...scope, query: ['projects', 'y', undefined] }],
  ])('are refused for %s', (_what, other) => {
    expect(() => cursors.decode(cursors.encode(start, scope), other)).toThrow(/cursor/);
  });

  it('are refused when one character was changed, added or lost', () => {
    const cursor = cursors.encode(start, scope);
    const changed = [...cursor].map(
      (character, index) => cursor.slice(0, index) + (character === 'A' ? 'B' : 'A') + cursor.slice(index + 1),
    );
    const others = [...changed, `${cursor}A`, `${cursor}.`, `${cursor}.x`, cursor.slice(0, -1), '', '.', 'a.b'].filter(
      (other) => other !== cursor,
    );
    for (const other of others) expect(() => cursors.decode(other, scope), other).toThrow(/cursor/);
  });

  it('are refused when another key signed them', () => {
    const other = createCursorCodec('another secret');
    expect(() => cursors.decode(other.encode(start, scope), scope)).toThrow(/cursor/);
  });
});
