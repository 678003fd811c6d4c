import { sqlTokens, type SqlToken } from './sql-tokens.ts';

/** One statement of a script, without its semicolon and without the comments around it. */
export interface Statement {
  readonly text: string;
  /** Its bare words in lower case: keywords and names without quotes. */
  readonly words: readonly string[];
  readonly tokens: readonly SqlToken[];
  /** Where it starts in the script. */
  readonly start: number;
  /** Where it ends in the script, with its semicolon. */
  readonly end: number;
}

const statementOf = (script: string, tokens: readonly SqlToken[], end: number): Statement[] => {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return [];
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text.toLowerCase());
  return [{ text: script.slice(first.start, last.end), words, tokens, start: first.start, end }];
};

const isRoutine = (words: readonly string[]): boolean =>
  /^create (?:or replace )?(?:function|procedure)\b/.test(words.join(' '));

/**
 * Follows what a semicolon may be inside of: parentheses (of CREATE RULE), and BEGIN ATOMIC … END of a function, where
 * CASE has an END, too. psql does the same.
 */
const createNesting = () => {
  let [parentheses, blocks] = [0, 0];
  const firstWords: string[] = [];
  return {
    isOpen: () => parentheses > 0 || blocks > 0,
    see: ({ kind, text }: SqlToken): void => {
      if (text === '(') parentheses += 1;
      else if (text === ')') parentheses = Math.max(0, parentheses - 1);
      if (kind !== 'word') return;
      const word = text.toLowerCase();
      if (firstWords.length < 4) firstWords.push(word);
      if (parentheses > 0 || !isRoutine(firstWords)) return;
      if (word === 'begin' || (word === 'case' && blocks > 0)) blocks += 1;
      else if (word === 'end') blocks = Math.max(0, blocks - 1);
    },
  };
};

/** Splits a script at the semicolons that end statements. */
export const splitStatements = (script: string): readonly Statement[] => {
  const statements: Statement[] = [];
  let tokens: SqlToken[] = [];
  let nesting = createNesting();
  for (const token of sqlTokens(script)) {
    if (token.text === ';' && !nesting.isOpen()) {
      statements.push(...statementOf(script, tokens, token.end));
      tokens = [];
      nesting = createNesting();
    } else {
      nesting.see(token);
      tokens.push(token);
    }
  }
  return [...statements, ...statementOf(script, tokens, tokens.at(-1)?.end ?? script.length)];
};

/** Whether it begins or ends a transaction, which the runner does itself. */
export const controlsTransaction = ({ words }: Statement): boolean => {
  const [first = '', second] = words;
  if (first === 'start' || first === 'prepare') return second === 'transaction';
  if (first === 'rollback') return !words.includes('to');
  return ['begin', 'commit', 'end', 'abort'].includes(first);
};

/**
 * Whether it builds or drops an index without keeping others from the table. PostgreSQL runs it outside of transactions
 * only, and nobody has to queue behind it while it waits.
 */
export const isConcurrent = ({ words }: Statement): boolean =>
  words.includes('concurrently') && ['create', 'drop', 'reindex'].includes(words[0] ?? '');

/** Whether what it does ends with the session, so that another session has to do it again: settings, temporary objects. */
export const isOfSession = ({ words }: Statement): boolean => {
  const [first = '', ...others] = words.slice(0, 5);
  if (first === 'set' || first === 'reset') return true;
  const kind = others.find((word) => !['or', 'replace', 'global', 'local'].includes(word));
  return first === 'create' && (kind === 'temp' || kind === 'temporary' || others.includes('pg_temp'));
};

/** An index that a statement creates. */
export interface NamedIndex {
  readonly name: string;
  /** As `to_regclass` reads it. */
  readonly table: string;
  /** Whether IF NOT EXISTS accepts whatever has its name. */
  readonly isConditional: boolean;
  /** Statements that create the same index on a new temporary table with the name and the columns of its table. */
  readonly onTemporaryTable: string;
}

/** PostgreSQL writes names without quotes in small letters, in ASCII only. */
const inSmallLetters = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** What the escapes of `U&"d\0061t\+000061"` stand for; UTF-16 surrogates are written as two. */
const unescaped = (name: string): string =>
  name.replace(/\\(?:\\|\+(0[\da-f]{5}|10[\da-f]{4})|([\da-f]{4}))/gi, (escape, long?: string, short?: string) => {
    const point = long ?? short;
    return point === undefined ? escape.slice(1) : String.fromCodePoint(Number.parseInt(point, 16));
  });

const nameOf = (token: SqlToken | undefined): string | undefined => {
  if (token?.kind === 'word') return inSmallLetters(token.text);
  if (token?.kind !== 'quoted') return undefined;
  const name = token.text.slice(token.text.indexOf('"') + 1, -1).replaceAll('""', '"');
  return token.text.startsWith('"') ? name : unescaped(name);
};

const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toLowerCase() === word;

/** A part of a name as functions read it from a text, which do not know the escapes of `U&`. */
const withoutEscapes = (token: SqlToken): string =>
  token.kind === 'quoted' ? `"${(nameOf(token) ?? '').replaceAll('"', '""')}"` : token.text;

/** The table of `ON [ONLY] table`, of which each part is a token, and where it ends in the script. */
const tableAt = (tokens: readonly SqlToken[], start: number) => {
  const parts: SqlToken[] = [];
  for (let at = start; ; at += 2) {
    const token = tokens[at];
    if (token === undefined || nameOf(token) === undefined) return undefined;
    parts.push(token);
    if (tokens[at + 1]?.text === '.') continue;
    const written = parts.map(({ text }) => text).join('.');
    return { name: parts.map(withoutEscapes).join('.'), written, last: token };
  }
};

/**
 * The index of `CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table`; undefined for others, and for names
 * with escapes of their own (UESCAPE).
 */
export const concurrentIndex = ({ text, start, tokens, words }: Statement): NamedIndex | undefined => {
  if (!/^create (?:unique )?index concurrently /.test(`${words.slice(0, 4).join(' ')} `)) return undefined;
  if (words.includes('uescape')) return undefined;
  let at = tokens.findIndex((token) => isWord(token, 'concurrently')) + 1;
  const isConditional = isWord(tokens[at], 'if');
  if (isConditional) at += 3;
  const [named, on] = tokens.slice(at, at + 2);
  const name = nameOf(named);
  const table = tableAt(tokens, at + (isWord(tokens[at + 2], 'only') ? 3 : 2));
  if (named === undefined || name === undefined || !isWord(on, 'on') || table === undefined) return undefined;
  const temporary = `pg_temp.${table.last.text}`;
  const unique = words[1] === 'unique' ? 'unique ' : '';
  const onTemporaryTable =
    `create temporary table ${temporary} (like ${table.written}); ` +
    `create ${unique}index ${named.text} on ${temporary}${text.slice(table.last.end - start)}`;
  return { name, table: table.name, isConditional, onTemporaryTable };
};

/** The part of an index's definition, as PostgreSQL prints it, that names neither the index nor its table. */
export const indexMethod = (definition: string): string => {
  const using = [...sqlTokens(definition)].find((token) => isWord(token, 'using'));
  return definition.slice(using?.start ?? 0);
};
