import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { prettyLine } from './log-lines.ts';

const pretty = (line: string) => stripVTControlCharacters(prettyLine('gateway', 'cyan', line));

describe('prettyLine', () => {
  it('shows the message followed by the other members', () => {
    const line = JSON.stringify({
      level: 40,
      time: 0,
      pid: 1,
      hostname: 'h',
      app: 'api',
      msg: 'slow',
      ms: 12,
      key: 'a',
    });
    expect(pretty(line)).toMatch(/^\d\d:\d\d:\d\d gateway {3}warn {2}slow {2}ms=12 key=a$/);
  });

  it('shows the stack of an error below', () => {
    const line = JSON.stringify({
      level: 50,
      time: 0,
      msg: 'failed',
      err: { message: 'x', stack: 'Error: x\n  at y' },
    });
    expect(pretty(line)).toMatch(/error failed\n {4}Error: x\n {6}at y$/);
  });

  it('shows a warning in one line', () => {
    const line = JSON.stringify({ level: 40, time: 0, msg: 'again', err: { message: 'x', stack: 'Error: x\n  at y' } });
    expect(pretty(line)).toMatch(/warn {2}again {2}err=x$/);
  });

  it.each(['plain text', '{not json', '{"json":"without a level"}'])('does not change %s', (line) => {
    expect(pretty(line)).toBe(`gateway   ${line}`);
  });
});
