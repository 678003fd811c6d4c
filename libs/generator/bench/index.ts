import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { reportGrowth } from './growth.ts';
import { reportInclude } from './include.ts';
import type { Measurement } from './measure.ts';
import { reportMigrations } from './migrations/index.ts';

interface Target {
  readonly tables: number;
  readonly runs: number;
  readonly say: (median: Measurement) => readonly { readonly text: string; readonly met: boolean }[];
}

const cpu = ({ generateCpuMs, packCpuMs }: Measurement): number => generateCpuMs + packCpuMs;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const milliseconds = (time: number): string =>
  time < 1000 ? `${time.toFixed(0)} ms` : `${(time / 1000).toFixed(2)} s`;

const targets: readonly Target[] = [
  {
    tables: 20,
    runs: 7,
    say: (median) => [{ text: `CPU time ${milliseconds(cpu(median))}, target under 500 ms`, met: cpu(median) < 500 }],
  },
  {
    tables: 1000,
    runs: 3,
    say: (median) => [
      { text: `wall time ${milliseconds(median.wallMs)}, target under 10 s`, met: median.wallMs < 10_000 },
      {
        text: `peak memory ${megabytes(median.peakBytes)}, target under 512 MB`,
        met: median.peakBytes < 512 * 2 ** 20,
      },
    ],
  },
];

const script = fileURLToPath(new URL('./measure.ts', import.meta.url));

/** One measurement in a process of its own: nothing is warm but the file system. */
const measureOnce = (tables: number): Measurement =>
  JSON.parse(execFileSync(process.execPath, [script, String(tables)], { encoding: 'utf8' })) as Measurement;

const medianOf = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const medianMeasurement = (measured: readonly Measurement[]): Measurement => {
  const of = (name: keyof Measurement): number => medianOf(measured.map((measurement) => measurement[name]));
  return {
    tables: of('tables'),
    files: of('files'),
    sourceBytes: of('sourceBytes'),
    archiveBytes: of('archiveBytes'),
    generateCpuMs: of('generateCpuMs'),
    packCpuMs: of('packCpuMs'),
    wallMs: of('wallMs'),
    peakBytes: of('peakBytes'),
    parseCpuMs: of('parseCpuMs'),
  };
};

const report = ({ tables, runs, say }: Target): boolean => {
  console.log(`\n${tables} tables, median of ${runs} processes …`);
  const measured = Array.from({ length: runs }, () => measureOnce(tables));
  const median = medianMeasurement(measured);
  const spread = measured.map(cpu).toSorted((left, right) => left - right);
  console.log(`  ${median.files} files, ${megabytes(median.sourceBytes)}, ZIP ${megabytes(median.archiveBytes)}`);
  console.log(
    `  generate ${milliseconds(median.generateCpuMs)} CPU, pack ${milliseconds(median.packCpuMs)} CPU, ${milliseconds(median.wallMs)} wall, ${megabytes(median.peakBytes)} peak`,
  );
  console.log(`  CPU from ${milliseconds(spread[0] ?? 0)} to ${milliseconds(spread.at(-1) ?? 0)}`);
  console.log(
    `  ${(cpu(median) / median.parseCpuMs).toFixed(2)} times the CPU that the TypeScript compiler takes to parse the output (${milliseconds(median.parseCpuMs)})`,
  );
  const said = say(median);
  for (const { text, met } of said) console.log(`  ${met ? 'met   ' : 'MISSED'} ${text}`);
  return said.every(({ met }) => met);
};

const reports: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  size: () => targets.map(report).every(Boolean),
  growth: () => reportGrowth(),
  include: () => reportInclude(),
  migrations: () => reportMigrations(),
};

const asked = process.argv.slice(2).filter((argument) => argument in reports);
const results: boolean[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(reports)) results.push((await reports[name]?.()) === true);
// Figures, no gate: a busy machine is no broken build. `--strict` makes it one.
if (process.argv.includes('--strict') && !results.every(Boolean)) process.exitCode = 1;
