import * as fc from 'fast-check';

/** Names as most people choose them. */
export const plainNames = [
  'user',
  'order',
  'line item',
  'invoice',
  'product',
  'category',
  'status',
  'created_at',
  'title',
  'amount',
  'notes',
  'user_id',
  'userId',
  'UserId',
  'user-id',
] as const;

/** Names that have broken generators: reserved words, members of objects, other scripts, code, paths, odd lengths. */
export const oddNames = [
  'select',
  'limit',
  'table',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'class',
  'default',
  'index',
  'data',
  'db',
  'sql',
  'request',
  'include',
  'filter[a]',
  'cursor',
  'sort',
  'fields',
  'deleted_at',
  'xmin',
  'ctid',
  'tableoid',
  'pg_class',
  'it\'s "quoted"',
  '`tick` ${x}',
  '*/ process.exit() /*',
  '--; drop table x',
  'line\nbreak',
  'tab\there',
  'back\\slash',
  '\u2028',
  'a/b',
  '..',
  '.',
  ' ',
  ' leading and trailing ',
  '%2F',
  '?q=1&r#h',
  'café',
  'cafe\u0301',
  'naïve Straße',
  '注文',
  'عربي',
  'имя',
  '👩‍👩‍👧',
  '1st',
  '_',
  '__',
  '$',
  'CON',
  'aux.ts',
  'Index',
  'INDEX',
  'id',
  'ID',
  'a,b',
  '{{x}}',
  '<script>',
  'x'.repeat(64),
  'x'.repeat(65),
  'ü'.repeat(100),
  'n'.repeat(200),
] as const;

const usable = (name: string): boolean =>
  name !== '' && name !== '__proto__' && name.isWellFormed() && !name.includes('\u0000') && [...name].length <= 200;

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(usable);

/** A name that a model may have; `plain` ones only where what is looked for does not depend on names. */
export const arbitraryName = (kind: 'plain' | 'odd' | 'mixed' = 'mixed'): fc.Arbitrary<string> => {
  const plain = fc.constantFrom<string>(...plainNames);
  const odd = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<string>(...oddNames) },
    { weight: 1, arbitrary: anyText },
  );
  if (kind === 'plain') return plain;
  return kind === 'odd' ? odd : fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: odd });
};

/** Makes a name differ from those that are taken, and takes it. */
export const takeName = (wanted: string, taken: Set<string>): string => {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${[...wanted].slice(0, 190).join('')} ${count}`;
  taken.add(name);
  return name;
};
