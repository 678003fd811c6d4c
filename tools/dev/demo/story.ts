import { printable } from '../lib/printable.ts';
import { seconds, startStep } from '../lib/progress.mjs';

/** What a story writes to: a terminal is drawn on, anything else gets lines. */
export type Terminal = NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

/**
 * What the demo tells its reader: one line a step, with how long it took, and something to look at meanwhile. Much of it
 * comes from models and from other programs: nothing of it commands the terminal.
 */
export function createStory(stream: Terminal = process.stdout) {
  const startedAt = Date.now();
  let current: ReturnType<typeof startStep> | undefined;
  let ended = false;
  return {
    /** Time since the demo began. */
    elapsed: () => seconds(Date.now() - startedAt),
    line: (text = '') => {
      if (!ended) stream.write(`${printable(text)}\n`);
    },
    /** Runs a step. Its title is shown while it runs, with what `detail` was told last; then what it has to say. */
    step: async <Result>(
      title: string,
      work: (detail: (text: string) => void) => Promise<Result>,
      summary: (result: Result) => string = () => title,
    ): Promise<Result> => {
      let detail = '';
      const step = startStep(printable(title), { stream, detail: () => detail });
      current = step;
      try {
        const result = await work((text) => {
          detail = printable(text);
        });
        if (!ended) step.done(printable(summary(result)));
        return result;
      } catch (error) {
        if (!ended) step.fail(printable(title));
        throw error;
      }
    },
    /** The story breaks off: the step that runs is no longer drawn, and nothing more is told. */
    breakOff: () => {
      ended = true;
      current?.clear();
    },
  };
}

export type Story = ReturnType<typeof createStory>;
