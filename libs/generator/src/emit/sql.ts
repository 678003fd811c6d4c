import { createCode, createTag, EmitError, joinCode, none, type Code } from './code.ts';
import { replaceUnsafe, visibleLines } from './text.ts';

/** PostgreSQL code: sql`drop table ${sqlIdentifier(name)}` */
export const sql = createTag('sql');

/** Joins pieces with a separator of the generator's own (', ' by default); `none` is left out. */
export const sqlJoin = (pieces: readonly Code<'sql'>[], separator = ', '): Code<'sql'> =>
  joinCode('sql', pieces, separator);

/** PostgreSQL cuts longer names off (NAMEDATALEN - 1). */
export const maxSqlNameBytes = 63;

const hasLoneSurrogate = /\p{Cs}/u;

const assertStorable = (text: string): void => {
  // PostgreSQL has neither NUL nor lone surrogates in any text.
  if (text.includes('\u0000') || hasLoneSurrogate.test(text)) {
    throw new EmitError('not_representable', `PostgreSQL cannot hold ${JSON.stringify(text)}`);
  }
};

const needsEscape = (character: string): boolean => /[\n\r\t]/.test(character);

const escapeForSql = (text: string, lead: string): string => {
  const escape = (character: string): string => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff
      ? `${lead === '\\u' ? '\\U' : '\\+'}${point.toString(16).padStart(lead === '\\u' ? 8 : 6, '0')}`
      : `${lead}${point.toString(16).padStart(4, '0')}`;
  };
  return replaceUnsafe(text, escape).replace(/[\n\r\t]/g, escape);
};

const isPlain = (text: string): boolean => replaceUnsafe(text, () => '\n') === text && !needsEscape(text);

/**
 * A name as a quoted identifier, on one line. It takes names that `naming` derived: at most 63 bytes, not empty, and without
 * NUL. Unsafe characters are written as `U&"\2028"`.
 */
export const sqlIdentifier = (name: string): Code<'sql'> => {
  assertStorable(name);
  if (name === '' || Buffer.byteLength(name) > maxSqlNameBytes) {
    throw new EmitError('not_an_identifier', `${JSON.stringify(name)} is not a PostgreSQL name of 1 to 63 bytes`);
  }
  const doubled = name.replaceAll('"', '""');
  if (isPlain(name)) return createCode('sql', `"${doubled}"`);
  return createCode('sql', `U&"${escapeForSql(doubled.replaceAll('\\', '\\\\'), '\\')}"`);
};

/** A text as a literal, on one line; does not depend on `standard_conforming_strings`. */
export const sqlLiteral = (text: string): Code<'sql'> => {
  assertStorable(text);
  const doubled = text.replaceAll("'", "''");
  if (isPlain(text) && !text.includes('\\')) return createCode('sql', `'${doubled}'`);
  return createCode('sql', `E'${escapeForSql(doubled.replaceAll('\\', '\\\\'), '\\u')}'`);
};

/** The same for a text that only people read (a COMMENT): characters that PostgreSQL cannot hold become U+FFFD. */
export const sqlText = (text: string): Code<'sql'> => sqlLiteral(text.toWellFormed().replaceAll('\u0000', '\ufffd'));

/** A name as a literal, for functions that read one from a text (`to_regclass`, `setval`): quoted, without the escapes of `U&`. */
export const sqlNameText = (name: string): Code<'sql'> => sqlLiteral(`"${name.replaceAll('"', '""')}"`);

/** A type by its name in SQL, with its parameters behind the first word: `time(3) with time zone`. */
export const sqlTypeName = (name: string, parameters: readonly number[]): Code<'sql'> => {
  const [, first = '', others = ''] = /^([a-z]\w*)((?: [a-z]+)*)$/.exec(name) ?? [];
  if (first === '') throw new EmitError('not_an_identifier', `${JSON.stringify(name)} is not the name of a type`);
  const list = parameters.length === 0 ? none : sql`(${sqlJoin(parameters.map(sqlNumber))})`;
  return createCode('sql', `${first}${list.text}${others}`);
};

/** A finite number as a numeric constant. */
export const sqlNumber = (value: number): Code<'sql'> => {
  if (!Number.isFinite(value)) throw new EmitError('not_representable', `${String(value)} is not a number to write`);
  return createCode('sql', Object.is(value, -0) ? '0' : String(value));
};

/** A number of any length, given by its digits, as a numeric constant. */
export const sqlDecimal = (digits: string): Code<'sql'> => {
  if (!/^-?\d+(?:\.\d+)?$/.test(digits)) throw new EmitError('not_representable', `${digits} is not a number to write`);
  return createCode('sql', digits);
};

export const sqlBoolean = (value: boolean): Code<'sql'> => createCode('sql', String(value));

/** `-- …` lines. */
export const sqlComment = (text: string): Code<'sql'> =>
  createCode(
    'sql',
    visibleLines(text)
      .map((line) => `-- ${line}`.trimEnd())
      .join('\n'),
  );

/** A text of SQL in dollar quotes, as the body of DO takes it. */
export const sqlBody = (body: Code<'sql'>): Code<'sql'> => {
  let tag = '$snapinfra$';
  for (let attempt = 1; body.text.includes(tag); attempt += 1) tag = `$snapinfra${attempt}$`;
  return createCode('sql', `${tag}\n${body.text}\n${tag}`);
};
