/** A token of a script, or a string, as far as the ends of statements depend on it; between tokens are blanks and comments. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** PostgreSQL takes every character beyond ASCII for a letter. */
const patterns = {
  blank: /[ \t\n\r\f\v]+/y,
  lineComment: /--[^\n\r]*/y,
  word: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
  number: /\d[\w.]*/y,
  parameter: /\$\d+/y,
  quoted: /"[^"]*(?:""[^"]*)*"/y,
  /** A quote that is doubled begins another one. */
  string: /'[^']*'/y,
  escapeString: /'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'/y,
  dollarTag: /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
} as const;

/** Where a match at this place ends; undefined if there is none. */
const endOf = (pattern: RegExp, script: string, start: number): number | undefined => {
  pattern.lastIndex = start;
  return pattern.test(script) ? pattern.lastIndex : undefined;
};

/** The end of a comment, in which others may be nested; the end of the script for one that is not closed. */
const endOfBlockComment = (script: string, start: number): number => {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(script); found !== null; found = edge.exec(script)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return script.length;
};

const skipBlanks = (script: string, start: number): number => {
  let at = start;
  for (;;) {
    const next =
      endOf(patterns.blank, script, at) ??
      endOf(patterns.lineComment, script, at) ??
      (script.startsWith('/*', at) ? endOfBlockComment(script, at) : undefined);
    if (next === undefined) return at;
    at = next;
  }
};

/** The start of a string that continues the one before it: between them are line ends, blanks and line comments only. */
const continuation = (script: string, start: number): number | undefined => {
  let at = start;
  let next: number | undefined = at;
  while (next !== undefined) {
    at = next;
    next = endOf(patterns.blank, script, at) ?? endOf(patterns.lineComment, script, at);
  }
  const isSeparated = /[\n\r]/.test(script.slice(start, at));
  return isSeparated && script[at] === "'" ? at : undefined;
};

/** The end of `'…'` after an E, with all its continuations, in which backslashes mean the same. */
const endOfEscapeString = (script: string, start: number): number => {
  let end = start;
  for (let next: number | undefined = start; next !== undefined; next = continuation(script, end)) {
    end = endOf(patterns.escapeString, script, next) ?? script.length;
  }
  return end;
};

const endOfDollarString = (script: string, start: number, body: number): number => {
  const close = script.indexOf(script.slice(start, body), body);
  return close === -1 ? script.length : close + body - start;
};

/** What is not closed reaches to the end: PostgreSQL will reject it. */
const endOfQuoted = (script: string, start: number): number => endOf(patterns.quoted, script, start) ?? script.length;

const tokenAt = (script: string, start: number): Pick<SqlToken, 'kind' | 'end'> => {
  const word = endOf(patterns.word, script, start);
  if (word !== undefined) {
    const letter = word === start + 1 ? script.slice(start, word).toLowerCase() : '';
    if (letter === 'u' && script.startsWith('&"', word)) return { kind: 'quoted', end: endOfQuoted(script, word + 1) };
    const isEscape = letter === 'e' && script[word] === "'";
    return isEscape ? { kind: 'string', end: endOfEscapeString(script, word) } : { kind: 'word', end: word };
  }
  if (script[start] === '"') return { kind: 'quoted', end: endOfQuoted(script, start) };
  if (script[start] === "'") return { kind: 'string', end: endOf(patterns.string, script, start) ?? script.length };
  const body = endOf(patterns.dollarTag, script, start);
  if (body !== undefined) return { kind: 'string', end: endOfDollarString(script, start, body) };
  const number = endOf(patterns.number, script, start) ?? endOf(patterns.parameter, script, start);
  return { kind: 'symbol', end: number ?? start + 1 };
};

/** Where a script begins: after the byte order mark that some editors write, which PostgreSQL takes for a letter. */
export const startOf = (script: string): number => (script.startsWith('\uFEFF') ? 1 : 0);

/** The tokens of a script, read as PostgreSQL does with `standard_conforming_strings`. */
export function* sqlTokens(script: string): Generator<SqlToken> {
  let at = skipBlanks(script, startOf(script));
  while (at < script.length) {
    const { kind, end } = tokenAt(script, at);
    yield { kind, text: script.slice(at, end), start: at, end };
    at = skipBlanks(script, end);
  }
}
