import { expect, it } from 'vitest';
import { leftoverPrefixes } from './leftovers.ts';

const job = (status: string, leaseToken: number) => ({ id: 'g', userId: 'a b', status, leaseToken });
const tokensOf = (status: string, leaseToken: number) =>
  leftoverPrefixes(job(status, leaseToken)).map(
    (prefix) => /^users\/a%20b\/generations\/g\/(\d+)\/$/.exec(prefix)?.[1],
  );

it.each([
  ['failed', 0, []],
  ['failed', 2, ['1', '2']],
  ['cancelled', 1, ['1']],
  ['completed', 1, []],
  ['completed', 3, ['1', '2']],
  ['pending', 3, []],
  ['processing', 3, []],
  ['verifying', 3, []],
])('of a job that is %s after %i leases', (status, leaseToken, tokens) => {
  expect(tokensOf(status, leaseToken)).toEqual(tokens);
});
