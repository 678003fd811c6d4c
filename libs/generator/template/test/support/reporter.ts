import { inspect } from 'node:util';

/** The parts of node:test's events that are printed. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly skip?: string | boolean;
    readonly details?: {
      readonly type?: string;
      readonly duration_ms?: number;
      readonly error?: Error & { readonly cause?: unknown };
    };
  };
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const empty = (): Tally => ({ passed: 0, failed: 0, skipped: 0 });
const quietMs = 3000;
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const indented = (text: string) => text.replaceAll(/^/gm, '      ');

const kindOf = ({ type, data }: TestEvent): keyof Tally => {
  if (data.skip !== undefined && data.skip !== false) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
};

const failure = (path: string, { data }: TestEvent) => {
  const cause = data.details?.error?.cause ?? data.details?.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return `  ✖ ${path}\n${indented(text)}\n`;
};

const summary = ({ passed, failed, skipped }: Tally) =>
  [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');

/** Prints one line per group of tests, details of failed and skipped tests, and the progress of long groups. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const started = Date.now();
  const total = empty();
  const path: string[] = [];
  let tally = empty();
  let lastPrinted = started;
  const print = (text: string) => {
    lastPrinted = Date.now();
    return text;
  };
  for await (const event of events) {
    const { name, nesting, details } = event.data;
    if (event.type === 'test:start') path.splice(nesting, path.length, name);
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (details?.type === 'suite') {
      const ran = tally.passed + tally.failed + tally.skipped;
      if (nesting > 0 || ran === 0) continue;
      yield print(
        `${tally.failed > 0 ? '✖' : '✔'} ${name}: ${summary(tally)} (${seconds(details.duration_ms ?? 0)})\n`,
      );
      tally = empty();
      continue;
    }
    const kind = kindOf(event);
    tally[kind] += 1;
    total[kind] += 1;
    const title = path.slice(0, nesting).concat(name).join(' › ');
    if (kind === 'failed') yield print(failure(title, event));
    else if (kind === 'skipped') yield print(`  ﹣ ${title} (skipped: ${String(event.data.skip)})\n`);
    else if (Date.now() - lastPrinted > quietMs) yield print(`  … ${path.slice(0, 2).join(' › ')}\n`);
  }
  yield `\n${summary(total)} in ${seconds(Date.now() - started)}\n`;
}
