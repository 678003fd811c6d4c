import { afterAll, describe, expect, it } from 'vitest';
import { startMendedFauxqs, startPlainFauxqs } from './emulators.ts';
import { s3Gaps } from './s3-gaps.ts';
import { sqsGaps } from './sqs-gaps.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

describe.each([...s3Gaps, ...sqsGaps])('$title', ({ isClosedIn }) => {
  it('works in the local AWS', async () => {
    expect(await isClosedIn(await startMendedFauxqs(stops))).toBe(true);
  });

  it('does not work in fauxqs; once this fails, its patch can be removed', async () => {
    expect(await isClosedIn(await startPlainFauxqs(stops))).toBe(false);
  });
});
