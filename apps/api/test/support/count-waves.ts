import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { startHttpInterceptor, type Backend, type HttpInterceptor } from '@snapinfra/testing';

/** Calls of AWS: how many, and how many waves of them, each of which waits for the one before. */
export interface Counted {
  readonly waves: number;
  readonly calls: number;
}

export interface WaveCounter extends AsyncDisposable {
  /** Endpoints that lead through the counter. */
  readonly endpoints: Readonly<Record<'dynamodb' | 's3', string>>;
  /** What has been called since it was asked last. */
  take(): Counted;
  readonly stop: () => Promise<void>;
}

const quietMs = 60;
/** A timer fires late where the machine is busy, and before what has arrived in the meantime is looked at. */
const quietTurns = 50;

/**
 * Holds requests until no more come, lets them all go, and counts how often: what is asked for side by side is one round
 * trip, what waits for an answer is another.
 */
export const startWaveCounter = async ({ endpoints }: Pick<Backend, 'endpoints'>): Promise<WaveCounter> => {
  let [waves, calls, arrived] = [0, 0, 0];
  const waiting: (() => void)[] = [];
  const releaseWhenQuiet = async (last: number): Promise<void> => {
    await delay(quietMs);
    for (let turn = 0; turn < quietTurns && arrived === last; turn += 1) await nextTurn();
    if (arrived !== last) return;
    waves += 1;
    for (const release of waiting.splice(0)) release();
  };
  const hold = (): Promise<void> => {
    arrived += 1;
    calls += 1;
    void releaseWhenQuiet(arrived);
    return new Promise((resolve) => waiting.push(resolve));
  };
  const holding = (target: string): Promise<HttpInterceptor> =>
    startHttpInterceptor(target, async (request, forward) => {
      await hold();
      return forward(request);
    });
  const [dynamodb, s3] = [await holding(endpoints.dynamodb), await holding(endpoints.s3)];
  const stop = async () => void (await Promise.all([dynamodb.stop(), s3.stop()]));
  return {
    endpoints: { dynamodb: dynamodb.url, s3: s3.url },
    take: () => {
      const counted = { waves, calls };
      [waves, calls] = [0, 0];
      return counted;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
