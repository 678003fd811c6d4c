import { seconds, startStep } from '../lib/progress.mjs';

/** What the demo tells its reader: one line a step, with how long it took, and something to look at meanwhile. */
export function createStory(write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)) {
  const startedAt = Date.now();
  return {
    /** Time since the demo began. */
    elapsed: () => seconds(Date.now() - startedAt),
    line: (text = '') => write(text),
    /** Runs a step. Its title is shown while it runs, with what `detail` was told last; then what it has to say. */
    step: async <Result>(
      title: string,
      work: (detail: (text: string) => void) => Promise<Result>,
      summary: (result: Result) => string = () => title,
    ): Promise<Result> => {
      let detail = '';
      const step = startStep(title, { stream: process.stdout, detail: () => detail });
      try {
        const result = await work((text) => {
          detail = text;
        });
        step.done(summary(result));
        return result;
      } catch (error) {
        step.fail(title);
        throw error;
      }
    },
  };
}

export type Story = ReturnType<typeof createStory>;
