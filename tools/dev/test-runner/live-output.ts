import { seconds } from '../lib/progress.mjs';

const silenceMs = 5_000;

/** Lines of vitest, oxlint and Nx that add nothing to the summary. */
const noise = [
  / RUN {2}v/,
  / (Start at|Duration|Test Files|Tests|Isolate|Import|Transform|Setup|Environment) {2}/,
  /faster with isolate: false|vitest\.dev\/guide\/improving-performance/,
  /JSON report written/,
  /^\S+: Finished in/,
];

/** The last output line of a task by target; other tasks are assumed to have ended when further ones start. */
const endings: Readonly<Record<string, RegExp>> = {
  lint: /Finished in/,
  test: /JSON report written/,
  integration: /JSON report written/,
  build: / KB$/,
};

/**
 * Shows the output of Nx while it runs tasks: started tasks, passed test files, and failures. After a few seconds
 * without output it prints the running tasks.
 */
export function createLiveOutput({ write, parallel }: { write: (line: string) => void; parallel: number }) {
  const startedAt = Date.now();
  let running: string[] = [];
  let lastLineAt = Date.now();
  const print = (line: string) => {
    lastLineAt = Date.now();
    write(line);
  };
  const timer = setInterval(() => {
    if (Date.now() - lastLineAt >= silenceMs)
      print(`  … running: ${running.join(', ')}  (${seconds(Date.now() - startedAt)})`);
  }, 1_000);
  timer.unref();
  return {
    line: (text: string) => {
      const plain = stripColour(text);
      const started = /^> nx run (\S+)/.exec(plain)?.[1];
      if (started !== undefined) running = withStarted(running, started, parallel);
      running = running.filter((task) => !isEndOf(task, plain));
      if (isWorthSeeing(plain)) print(started === undefined ? `  ${text}` : `▸ ${started}${cacheNote(plain)}`);
    },
    stop: () => clearInterval(timer),
  };
}

/** Whether to show a line: output of tasks without noise, and not Nx's own summary. */
export function isWorthSeeing(plain: string): boolean {
  if (plain.startsWith('> nx run ')) return true;
  return /^[\w-]+: .*\S/.test(plain) && !noise.some((pattern) => pattern.test(plain));
}

const cacheNote = (plain: string): string => (/\[.*cache.*\]/.test(plain) ? ' (from cache)' : '');

/**
 * At most `parallel` tasks run at once: if one more starts, another must have ended. Assumes one without a known last
 * line if there is one, otherwise the oldest.
 */
export function withStarted(running: readonly string[], started: string, parallel: number): string[] {
  if (running.length < parallel) return [...running, started];
  const ended = running.find((task) => !Object.hasOwn(endings, task.split(':')[1] ?? '')) ?? running[0];
  return [...running.filter((task) => task !== ended), started];
}

const isEndOf = (task: string, plain: string): boolean => {
  const [project, target = ''] = task.split(':');
  return plain.startsWith(`${project}: `) && (endings[target]?.test(plain) ?? false);
};

export const stripColour = (text: string): string =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '');
