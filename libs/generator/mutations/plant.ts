import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkshop, readSample, runTests, type Workshop } from '../test/support/generated-project.ts';
import { postgresBinaries, startPostgres, type PostgresCluster } from '../test/support/postgres.ts';
import type { Planting } from './planting.ts';

export type Verdict =
  /** The project's tests failed, as they should. */
  | { readonly kind: 'seen'; readonly failed: number; readonly milliseconds: number }
  /** They passed although the project is wrong. */
  | { readonly kind: 'missed'; readonly output: string }
  /** The code that the fault was to be planted in is not there any more, or the program does not start with it. */
  | { readonly kind: 'not-planted'; readonly reason: string };

const summary = /^(\d+) passed(?:, (\d+) failed)?/m;

/** @throws Error when the pattern is not found in the text */
export const plantInto = (text: string, { find, replace }: Pick<Planting, 'find' | 'replace'>): string => {
  const planted = typeof find === 'string' ? text.replace(find, () => replace) : text.replace(find, replace);
  if (planted === text) throw new Error(`there is no ${String(find)}`);
  return planted;
};

/** Where faults are planted: a folder for the projects, and where there is PostgreSQL (half of the time of PGlite) that. */
export interface Bed {
  readonly workshop: Workshop;
  readonly postgres: PostgresCluster | undefined;
  stop(): Promise<void>;
}

export const makeBed = async (): Promise<Bed> => {
  const postgres = postgresBinaries() === undefined ? undefined : await startPostgres();
  const workshop = createWorkshop();
  const stop = async () => {
    workshop.clean();
    await postgres?.stop();
  };
  return { workshop, postgres, stop };
};

/** Generates a sample's project, plants a fault and runs the tests that are to see it. */
export const plant = async ({ workshop, postgres }: Bed, planting: Planting, position: number): Promise<Verdict> => {
  const project = workshop.generate(`mutant-${position}`, readSample(planting.sample));
  const file = join(project, planting.file);
  try {
    writeFileSync(file, plantInto(readFileSync(file, 'utf8'), planting));
  } catch (error) {
    return { kind: 'not-planted', reason: error instanceof Error ? error.message : String(error) };
  }
  const databaseUrl = await postgres?.createDatabase(`mutant-${position}`);
  const { status, output, milliseconds } = await runTests(project, { databaseUrl, only: planting.tests });
  const [, passed, failed] = summary.exec(output) ?? [];
  if (passed === undefined) return { kind: 'not-planted', reason: `the tests did not run: ${output.slice(-500)}` };
  if (status === 0) return { kind: 'missed', output };
  if (failed === undefined) return { kind: 'not-planted', reason: `the tests ended with ${status} but none failed` };
  return { kind: 'seen', failed: Number(failed), milliseconds };
};
