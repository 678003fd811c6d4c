/**
 * Shows that the tests of a generated project can fail: plants one fault after the other into its files, runs its tests
 * and expects them to be red; without a fault they must be green. `nx mutate generator`, or with words of the names of
 * the faults to plant only those.
 */
import { readSample, runTests, samples } from '../test/support/generated-project.ts';
import { tail } from '../test/support/run.ts';
import { makeBed, plant, type Verdict } from './plant.ts';
import { plantings } from './plantings/index.ts';

const words = process.argv.slice(2);
const wanted = plantings.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const bed = await makeBed();
const marks = { seen: '✔', missed: '✖', 'not-planted': '✖' } as const;

const line = (name: string, verdict: Verdict) => {
  const text =
    verdict.kind === 'seen'
      ? `${verdict.failed} red, ${(verdict.milliseconds / 1000).toFixed(1)} s`
      : verdict.kind === 'missed'
        ? 'MISSED: all green'
        : `NOT PLANTED: ${verdict.reason}`;
  return `${marks[verdict.kind]} ${name.padEnd(52)} ${text}`;
};

const greenWithout = async (): Promise<boolean> => {
  const used = samples.filter((sample) => wanted.some((planting) => planting.sample === sample));
  const outcomes = await Promise.all(
    used.map(async (sample) => ({ sample, ...(await runTests(bed.workshop.generate(sample, readSample(sample)))) })),
  );
  for (const { sample, status, output } of outcomes) {
    console.log(
      status === 0 ? `✔ ${sample}: green without a fault` : `✖ ${sample}: RED without a fault\n${tail(output)}`,
    );
  }
  return outcomes.every(({ status }) => status === 0);
};

/** Two at a time, as a machine has two cores. */
const plantAll = async (): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  const queue = [...wanted.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const verdict = await plant(bed, next[1], next[0]);
      verdicts.push(verdict);
      console.log(line(next[1].name, verdict));
    }
  };
  await Promise.all([work(), work()]);
  return verdicts;
};

try {
  const green = await greenWithout();
  const verdicts = await plantAll();
  const seen = verdicts.filter(({ kind }) => kind === 'seen').length;
  console.log(`${seen} of ${verdicts.length} faults were seen`);
  process.exitCode = green && seen === verdicts.length ? 0 : 1;
} finally {
  await bed.stop();
}
