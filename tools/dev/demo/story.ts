import { printable } from '../lib/printable.ts';
import { seconds, startStep } from '../lib/progress.mjs';

/** The output of a story: redrawn on a terminal, plain lines otherwise. */
export type Terminal = NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

/**
 * The output of the demo: one line per step with its duration, and progress meanwhile. Control sequences are removed,
 * as much of the text comes from models and other programs.
 */
export function createStory(stream: Terminal = process.stdout) {
  const startedAt = Date.now();
  let current: ReturnType<typeof startStep> | undefined;
  let ended = false;
  return {
    /** Time since the demo started. */
    elapsed: () => seconds(Date.now() - startedAt),
    line: (text = '') => {
      if (!ended) stream.write(`${printable(text)}\n`);
    },
    /** Runs a step. Shows its title and the last `detail` while it runs, and its summary at the end. */
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
    /** Stops all output, including the progress of the running step. */
    breakOff: () => {
      ended = true;
      current?.clear();
    },
  };
}

export type Story = ReturnType<typeof createStory>;
