import { styleText } from 'node:util';

type Colour = 'cyan' | 'magenta' | 'yellow' | 'red' | 'gray' | 'green';

const levels: Readonly<Record<number, [label: string, colour: Colour]>> = {
  10: ['trace', 'gray'],
  20: ['debug', 'gray'],
  30: ['info', 'green'],
  40: ['warn', 'yellow'],
  50: ['error', 'red'],
  60: ['fatal', 'red'],
};
/** Errors are shown with their stack, warnings in one line. */
const stackFromLevel = 50;
/** Members of every pino line that are of no interest here. */
const dull = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'app', 'stage', 'v', 'name']);

/**
 * Formats an output line of a child: JSON of pino becomes `12:30:05 gateway  warn  message  key=value`; any other line
 * is only prefixed with the child's name.
 */
export const prettyLine = (name: string, colour: Colour, line: string): string => {
  const prefix = styleText(colour, name.padEnd(9), { stream: process.stdout });
  const entry = parse(line);
  if (!entry) return `${prefix} ${line}`;
  const [label, levelColour] = levels[Number(entry['level'])] ?? ['log', 'gray'];
  const time = new Date(Number(entry['time'] ?? Date.now())).toTimeString().slice(0, 8);
  const { stack, rest } = members(entry);
  const head = `${time} ${prefix} ${styleText(levelColour, label.padEnd(5), { stream: process.stdout })} ${String(entry['msg'] ?? '')}`;
  return [`${head}${rest === '' ? '' : `  ${styleText('gray', rest, { stream: process.stdout })}`}`, ...stack].join(
    '\n',
  );
};

const parse = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return typeof value['level'] === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
};

const members = (entry: Record<string, unknown>): { stack: string[]; rest: string } => {
  const { err, ...others } = entry;
  const error = (err ?? {}) as { stack?: unknown; message?: unknown };
  const stack =
    Number(entry['level']) >= stackFromLevel && typeof error.stack === 'string' ? error.stack.split('\n') : [];
  const rest = Object.entries(others)
    .filter(([key]) => !dull.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (err !== undefined && stack.length === 0) rest.push(`err=${String(error.message ?? JSON.stringify(err))}`);
  return { rest: rest.join(' '), stack: stack.map((line) => `    ${line}`) };
};
