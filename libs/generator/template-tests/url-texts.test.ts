import { describe, expect, it } from 'vitest';
import { keySegment, segmentValue } from '../template/src/core/item-path.ts';
import { listOf, parseFilterName, unescaped } from '../template/src/core/query-text.ts';

describe('texts of a URL', () => {
  it('splits lists at commas that are not escaped', () => {
    expect(listOf(['a\\,b,c', 'd\\\\']).map(unescaped)).toEqual(['a,b', 'c', 'd\\']);
  });

  it('finds the operator of a filter behind any name', () => {
    expect(parseFilterName('filter[a]')).toEqual({ field: 'a', operator: undefined });
    expect(parseFilterName('filter[x][eq][ne]')).toEqual({ field: 'x][eq', operator: 'ne' });
    expect(parseFilterName('filters[a]')).toBeUndefined();
  });

  it.each(['', '.', '..', '~', '~~a', 'a/b', 'ä?#%', 'x'])('brings the key %j through a URL parser and back', (key) => {
    const { pathname } = new URL(`http://localhost/api/x/${keySegment(key)}`);
    expect(segmentValue(decodeURIComponent(pathname.slice('/api/x/'.length)))).toBe(key);
  });
});
