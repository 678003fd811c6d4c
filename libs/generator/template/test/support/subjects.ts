import { nonMatching, outOfBounds } from './invalid.ts';
import type { ColumnModel } from './model.ts';
import { textFormat, typeOf } from './project.ts';

const longer = (column: ColumnModel): readonly number[] => {
  const longest = Math.min(column.length ?? Infinity, column.maxLength ?? Infinity);
  return longest > 1000 ? [] : [longest];
};

/**
 * Subjects that a column would change or cannot store. They are derived from a valid subject, and must never be
 * mistaken for it.
 */
export const unlike = (column: ColumnModel, subject: string): readonly string[] => {
  const { length: _length, maxLength: _maxLength, ...unbounded } = column;
  const { minLength = 0 } = column;
  const type = typeOf(column);
  const bounds = [outOfBounds(column), outOfBounds(unbounded)];
  const others = [
    ...(column.pattern === undefined ? [] : nonMatching(column.pattern)),
    ...bounds.filter((bound) => typeof bound === 'string' || typeof bound === 'number').map(String),
    ...(minLength > 1 && minLength < 1000 ? ['x'.repeat(minLength - 1)] : []),
    ...longer(column).flatMap((longest) => [subject.padEnd(longest + 1), subject.padEnd(longest + 1, 'x')]),
    ...(type.form === 'text' && type.padded ? [`${subject} `] : []),
    ...(type.form === 'formatted'
      ? [subject.toUpperCase(), `{${subject}}`, subject.replaceAll('-', ''), `urn:uuid:${subject}`]
      : []),
    ...(type.form === 'integer'
      ? [
          `0${subject}`,
          `+${subject}`,
          ` ${subject}`,
          `${subject} `,
          `${subject}.0`,
          `${subject}e0`,
          '-0',
          '9'.repeat(40),
        ]
      : []),
    ...(type.form === 'text' && textFormat(column) === undefined ? [] : ['no-such-subject-\'"']),
  ];
  return [...new Set(others)].filter((other) => other !== subject && other !== '');
};
