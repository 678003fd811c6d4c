const compiles = (source: string, flags: string): boolean => {
  try {
    return new RegExp(source, flags).source !== '';
  } catch {
    return false;
  }
};

/** Escapes that only the older syntax has: `\-`, `\_`, `\@` and the like mean the character itself. */
const needlessEscape = /\\([^\p{L}\d\\^$.*+?()[\]{}|/])/gu;
/** An escape outside of classes, or a class. */
const escapeOrClass = /\\.|\[(?:\\.|[^\]\\])*\]?/gsu;
const isClass = (text: string): boolean => text.startsWith('[');
const classEscape = String.raw`\\[dDwWsS]`;
const besideClass = new RegExp(`(${classEscape})-(?!\\])|(?<!^\\[\\^?)-(${classEscape})`, 'gu');

const modernise = (source: string): string => {
  const classes: string[] = [];
  const outside = source.replaceAll(escapeOrClass, (text) => {
    if (!isClass(text)) return text;
    classes.push(
      text.replaceAll(besideClass, (_, before?: string, after?: string) => `${before ?? ''}\\-${after ?? ''}`),
    );
    return '\u0000';
  });
  const plain = outside.replaceAll(needlessEscape, '$1').replaceAll(/(?<!\\)\](?!\])/g, '\\]');
  const kept = plain.replaceAll('\u0000', () => classes.shift() ?? '');
  return kept.replaceAll(escapeOrClass, (text) =>
    isClass(text) ? text.replaceAll(/\\([^\p{L}\d\\^$.*+?()[\]{}|/-])/gu, '$1') : text,
  );
};

/**
 * The pattern in the form that JSON Schema asks for, which compiles under the flag `u`. One that is valid only without
 * it, as `[\w-.]` and `\@` are, is written so that it is valid with it and means the same. Undefined when it is no
 * ECMAScript regular expression, or cannot be written so.
 */
export const unicodePattern = (source: string): string | undefined => {
  if (compiles(source, 'u')) return source;
  if (!compiles(source, '')) return undefined;
  const modern = modernise(source);
  return compiles(modern, 'u') ? modern : undefined;
};
