import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as contracts from '@snapinfra/contracts';
import { deploymentProblems, publishedDifferences } from '@snapinfra/contracts/check-published';
import { expect, it } from 'vitest';
import { tenJob } from '../../test/support/ten-job.ts';
import type { JobDefinition } from './define-job.ts';

/** Messages and events of kinds as they were published: what is added here stays here. */
const published: Readonly<Record<string, object>> = {};

type AnyKind = Pick<JobDefinition<never, never, never>, 'name' | 'tableKey' | 'keyOf' | 'messages' | 'events'>;

/** Those in contracts are checked there. */
const isChecked = new Set<unknown>(Object.values(contracts));

const repeated = (what: string, values: readonly string[]): readonly string[] =>
  values.filter((value, index) => values.indexOf(value) < index).map((value) => `two kinds have the ${what} ${value}`);

/** Where a kind keeps a job: kinds with a table each may well have the same keys. */
const placeOf = ({ tableKey, keyOf }: AnyKind): string => {
  const { pk, sk } = keyOf('<id>');
  return `${tableKey} ${pk} ${sk}`;
};

const problemsOf = (kinds: readonly AnyKind[], samples: Readonly<Record<string, object>>): readonly string[] => [
  ...repeated(
    'name',
    kinds.map(({ name }) => name),
  ),
  ...repeated('key', kinds.map(placeOf)),
  ...kinds.flatMap(({ messages }) => deploymentProblems(messages)),
  ...kinds
    .flatMap(({ messages, events }) => [...messages.read, ...events])
    .filter((definition) => !isChecked.has(definition))
    .flatMap((definition) => publishedDifferences(definition, samples)),
];

const isKind = (value: unknown): value is AnyKind =>
  typeof value === 'object' && value !== null && 'openTable' in value;

const kindsOf = async (file: string): Promise<readonly AnyKind[]> => {
  const module: object = await import(`../kinds/${basename(file, '.ts')}.ts`);
  return Object.values(module).filter(isKind);
};

const files = (await readdir(join(import.meta.dirname, '../kinds'))).filter((file) => !file.endsWith('.test.ts'));

it('each file has a kind', async () => {
  for (const file of files) expect(await kindsOf(file), file).not.toEqual([]);
});

it('no two kinds are mixed up, and their messages and events are what was published', async () => {
  expect(problemsOf((await Promise.all(files.map(kindsOf))).flat(), published)).toEqual([]);
});

it('finds kinds with one name or key, and messages that were never published', () => {
  const finished = {
    ...{ id: 'e', type: 'ten.finished', version: 1, correlationId: 'c', occurredAt: '2026-01-01T00:00:00.000Z' },
    ...{ userId: 'ada', projectId: 'p', status: 'counted', payload: { tenId: 't', counted: 10 } },
  };
  const problems = problemsOf([tenJob, { ...tenJob, events: [] }], {
    'ten.finished v1': finished,
  });
  expect(new Set(problems)).toEqual(
    new Set([
      'two kinds have the name ten',
      'two kinds have the key jobs TEN#<id> RECORD',
      'ten.requested v1: no message shows what was published',
    ]),
  );
});

it('lets kinds have the same keys in tables of their own', () => {
  const elsewhere = { ...tenJob, name: 'other', tableKey: 'deployments' as const };
  expect(problemsOf([tenJob, elsewhere], {}).filter((problem) => problem.startsWith('two kinds'))).toEqual([]);
});
