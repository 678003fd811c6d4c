import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStory } from './story.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('CI', '');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** A terminal; `text` returns the output since the last call. */
const terminal = () => {
  const stream = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY: true, columns: 80 });
  return { stream, text: () => String(stream.read() ?? '') };
};

it('draws a step until it has ended', async () => {
  const { stream, text } = terminal();
  const end = Promise.withResolvers<void>();
  const step = createStory(stream).step('Installing', () => end.promise);
  text();
  vi.advanceTimersByTime(1_000);
  expect(text()).toContain('Installing');
  end.resolve();
  await step;
  expect(text()).toContain('✓ Installing');
  vi.advanceTimersByTime(1_000);
  expect(text()).toBe('');
});

it('prints nothing after it has broken off, however the step ends', async () => {
  const { stream, text } = terminal();
  const story = createStory(stream);
  const end = Promise.withResolvers<void>();
  const step = story.step('Installing', () => end.promise);
  story.breakOff();
  text();
  vi.advanceTimersByTime(1_000);
  end.reject(new Error('killed'));
  await expect(step).rejects.toThrow('killed');
  story.line('more');
  expect(text()).toBe('');
});

it('removes control sequences from all texts', async () => {
  const { stream, text } = terminal();
  const story = createStory(stream);
  story.line('\u001b[2Jshop\r');
  await story.step(
    'a\u0007',
    async (detail) => detail('\u001b[31mnpm\u0000'),
    () => 'b\u0008',
  );
  const told = text().replaceAll('\r\u001b[2K', '');
  expect(told).toContain('shop\\x0d');
  expect(told).not.toMatch(/[^\P{Cc}\n]/u);
});
