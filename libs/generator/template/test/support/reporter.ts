import { inspect } from 'node:util';

/** The parts of node:test's events that are printed. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly skip?: string | boolean;
    readonly details?: { readonly type?: string; readonly duration_ms?: number; readonly error?: Error & { readonly cause?: unknown } };
  };
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const isSuite = ({ data }: TestEvent) => data.details?.type === 'suite';
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const skips = ({ data }: TestEvent) => data.skip !== undefined && data.skip !== false;
const indented = (text: string) => text.replaceAll(/^/gm, '      ');

const describeFailure = (suite: string, { data }: TestEvent) => {
  const cause = data.details?.error?.cause ?? data.details?.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return `  ✖ ${suite}${data.name}\n${indented(text)}\n`;
};

const summary = ({ passed, failed, skipped }: Tally) =>
  [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');

/** One line for each table in each file, and in full only what failed or was skipped. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const started = Date.now();
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  let notes: string[] = [];
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (isSuite(event)) {
      if (event.data.nesting > 0) continue;
      const mark = tally.failed > 0 ? '✖' : '✔';
      yield `${mark} ${event.data.name}: ${summary(tally)} (${seconds(event.data.details?.duration_ms ?? 0)})\n${notes.join('')}`;
      [tally, notes] = [{ passed: 0, failed: 0, skipped: 0 }, []];
      continue;
    }
    const kind = skips(event) ? 'skipped' : event.type === 'test:pass' ? 'passed' : 'failed';
    tally[kind] += 1;
    total[kind] += 1;
    if (kind === 'skipped') notes.push(`  ﹣ ${event.data.name} (skipped: ${String(event.data.skip)})\n`);
    if (kind === 'failed') notes.push(describeFailure('', event));
  }
  yield* notes;
  yield `\n${summary(total)} in ${seconds(Date.now() - started)}\n`;
}
