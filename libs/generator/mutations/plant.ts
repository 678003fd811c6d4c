import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSample, runTests, type Workshop } from '../test/support/generated-project.ts';
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

/** Generates a sample's project, plants a fault and runs the tests that are to see it. */
export const plant = async (workshop: Workshop, planting: Planting, position: number): Promise<Verdict> => {
  const project = workshop.generate(`mutant-${position}`, readSample(planting.sample));
  const file = join(project, planting.file);
  try {
    writeFileSync(file, plantInto(readFileSync(file, 'utf8'), planting));
  } catch (error) {
    return { kind: 'not-planted', reason: error instanceof Error ? error.message : String(error) };
  }
  const { status, output, milliseconds } = await runTests(project, { only: planting.tests });
  const [, passed, failed] = summary.exec(output) ?? [];
  if (passed === undefined) return { kind: 'not-planted', reason: `the tests did not run: ${output.slice(-500)}` };
  if (status === 0) return { kind: 'missed', output };
  if (failed === undefined) return { kind: 'not-planted', reason: `the tests ended with ${status} but none failed` };
  return { kind: 'seen', failed: Number(failed), milliseconds };
};
