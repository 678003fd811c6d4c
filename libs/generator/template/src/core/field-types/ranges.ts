import type { FormatName } from '../formats.ts';
import type { ColumnTypeDescription } from './description.ts';
import { containing, containment } from './operators.ts';
import { asItIs, asSent, nothing, plainText, readFormat } from './shared.ts';

const pattern = String.raw`^(empty|[\[(][^,]*,[^,]*[\])])$`;

/** A range in PostgreSQL's text format, such as `[1,10)`. Its format has the name of the type. */
export const range = (name: FormatName): ColumnTypeDescription => ({
  cast: name,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: { format: name, documented: { format: name, pattern } },
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  answered: asItIs,
  readUrl: readFormat(name),
  urlSchema: () => ({ type: 'string', format: name }),
  operators: containing,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
});
