import { createCode, createTag, joinCode, type Code } from './code.ts';
import { escapeUnsafe, visibleLine } from './text.ts';

/** Markdown (CommonMark with GitHub's tables): md`# ${markdownText(title)}` */
export const md = createTag('md');

export const mdJoin = (pieces: readonly Code<'md'>[], separator = '\n'): Code<'md'> =>
  joinCode('md', pieces, separator);

const entity = (character: string): string => `&#${character.codePointAt(0) ?? 0};`;

/**
 * Any text as plain words on one line: no markup, HTML, entity, link (also no automatic one), mention or table bar of it
 * takes effect, wherever on a line it stands.
 */
export const markdownText = (text: string): Code<'md'> =>
  createCode(
    'md',
    visibleLine(text)
      .replace(/[&<>|@#`\\]/g, entity)
      .replace(/[*[\]~$]/g, '\\$&')
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/:(?=\/\/)|(?<=www)\./gi, entity)
      .replace(/^([-+=!])/, '\\$1')
      .replace(/^(\d+)([.)])/, '$1\\$2'),
  );

/** Any text as code on one line; where a code span could not hold it inside a table too, as plain words. */
export const markdownCode = (text: string): Code<'md'> => {
  const line = visibleLine(text);
  if (line === '' || line.includes('|') || /^`|`$/.test(line)) return markdownText(line === '' ? '""' : line);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return createCode('md', `${fence}${line}${fence}`);
};

/** A heading of level 1 to 4. */
export const markdownHeading = (level: 1 | 2 | 3 | 4, text: Code<'md'>): Code<'md'> =>
  createCode('md', `${'#'.repeat(level)} ${text.text}`);

const tableCell = (cell: Code<'md'>): string =>
  cell.text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space)).replace(/(?<!\\)\|/g, '\\|');

const tableLine = (cells: readonly Code<'md'>[]): string => `| ${cells.map(tableCell).join(' | ')} |`;

export const markdownTable = (head: readonly Code<'md'>[], rows: readonly (readonly Code<'md'>[])[]): Code<'md'> =>
  createCode('md', [tableLine(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(tableLine)].join('\n'));

export type FenceLanguage = 'bash' | 'json' | 'mermaid' | 'sql' | 'text' | 'ts' | 'yaml' | 'http';

/** A fenced block of code of any language; the fence is longer than any in the code. */
export const markdownFence = (language: FenceLanguage, code: Code): Code<'md'> => {
  const longest = Math.max(2, ...[...code.text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return createCode('md', `${fence}${language}\n${escapeUnsafe(code.text)}\n${fence}`);
};

const mermaidSafe = /[^\p{L}\p{N}\p{M} .,_()'/+-]/gu;

/** The text of a node or edge of a Mermaid diagram, quoted; anything with a meaning becomes `#nnn;`. */
export const mermaidLabel = (text: string): Code<'text'> =>
  createCode(
    'text',
    `"${visibleLine(text)
      .replace(mermaidSafe, (character) => `#${character.codePointAt(0) ?? 0};`)
      .replace(/--+/g, (dashes) => '#45;'.repeat(dashes.length))}"`,
  );
