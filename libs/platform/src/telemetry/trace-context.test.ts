import { expect, it } from 'vitest';
import { traceIdOf, childTraceparent } from './trace-context.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';

it('goes on with the trace that was sent, in a span of its own', () => {
  const own = childTraceparent(`00-${trace}-b7ad6b7169203331-00`);
  expect(own).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  expect(own).not.toContain('b7ad6b7169203331');
  expect(traceIdOf(own)).toBe(trace);
});

it.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])('begins a trace for %j', (sent) => {
  expect(childTraceparent(sent)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
