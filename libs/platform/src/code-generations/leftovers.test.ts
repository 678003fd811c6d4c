import { expect, it } from 'vitest';
import { idBelowProject } from '../ids.ts';
import { leftoverPrefixes } from './leftovers.ts';

const projectId = '01JDV00000000000000000000P';
const id = idBelowProject(projectId, '01JDV0000000000000000000G1');

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
  const prefixes = tokens.flatMap((token) => [
    `archives/${projectId}/${id}/${token}/`,
    `documents/${projectId}/history/${id}/${token}/`,
  ]);
  expect(leftoverPrefixes({ id, status, leaseToken })).toEqual(prefixes);
});
