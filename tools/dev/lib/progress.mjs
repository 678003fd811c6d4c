// Runs before anything is installed: plain JavaScript, no dependencies, Node 18 and newer.
import { stderr } from 'node:process';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LINE_INTERVAL_MS = 5_000;
const FRAME_INTERVAL_MS = 120;

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/**
 * Shows the progress of a step that takes a while: redraws a line on a terminal, or prints a line every few seconds in
 * a log. Ends with `done` or `fail`, which print how long the step took.
 *
 * @param {string} title
 * @param {{ stream?: NodeJS.WritableStream & { isTTY?: boolean, columns?: number }, detail?: () => string }} [options]
 * `detail` is called for each line
 */
export function startStep(title, { stream = stderr, detail } = {}) {
  const startedAt = Date.now();
  const live = Boolean(stream.isTTY) && !process.env.CI;
  let frame = 0;
  const line = () => [title, detail?.(), seconds(Date.now() - startedAt)].filter(Boolean).join('  ');
  const draw = () => {
    if (live) stream.write(`\r\u001b[2K${SPINNER[frame++ % SPINNER.length]} ${fit(line(), stream.columns)}`);
    else stream.write(`  ${line()}\n`);
  };
  const timer = setInterval(draw, live ? FRAME_INTERVAL_MS : LINE_INTERVAL_MS);
  timer.unref();
  if (live) draw();
  else stream.write(`  ${title} …\n`);

  /** @param {string} mark @param {string} [text] */
  const finish = (mark, text) => {
    clearInterval(timer);
    if (live) stream.write('\r\u001b[2K');
    stream.write(`${mark} ${text ?? title}  (${seconds(Date.now() - startedAt)})\n`);
  };
  return {
    /** @param {string} [text] */
    done: (text) => finish('✓', text),
    /** @param {string} [text] */
    fail: (text) => finish('✗', text),
    /** Removes the line without printing a result. */
    clear: () => {
      clearInterval(timer);
      if (live) stream.write('\r\u001b[2K');
    },
  };
}

/** @param {string} text @param {number | undefined} columns */
function fit(text, columns) {
  // Terminals without a known size report 0 columns.
  const width = (columns || 80) - 3;
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
