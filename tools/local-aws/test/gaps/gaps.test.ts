import { afterAll, describe, expect, it } from 'vitest';
import { startMendedFauxqs, startPlainFauxqs } from './emulators.ts';
import { s3Gaps } from './s3-gaps.ts';
import { sqsGaps } from './sqs-gaps.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

describe.each([...s3Gaps, ...sqsGaps])('$title', ({ isClosedIn }) => {
  it('here', async () => {
    expect(await isClosedIn(await startMendedFauxqs(stops))).toBe(true);
  });

  it('not in fauxqs: once this fails, the gap is closed there, and its patch can go', async () => {
    expect(await isClosedIn(await startPlainFauxqs(stops))).toBe(false);
  });
});
