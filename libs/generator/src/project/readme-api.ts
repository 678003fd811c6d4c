import { describeFieldType, type ResolvedColumn, type ResolvedTable } from '@snapinfra/data-model';
import {
  markdownCode,
  markdownFence,
  markdownHeading,
  md,
  mdJoin,
  none,
  plain,
  plainJoin,
  shellWord,
  type Code,
  words,
} from '../emit/index.ts';
import type { NameTable, TableNames } from '../naming/index.ts';
import { createPatternSamples } from '../expectations/pattern-samples.ts';
import { exampleValue } from './example-value.ts';

type Md = Code<'md'>;
type Plain = Code<'text'>;

/** Where `npm start` listens. */
export const localOrigin = 'http://127.0.0.1:3000';

type Action = keyof NonNullable<ResolvedTable['access']>;

const isOpen = (table: ResolvedTable, action: Action): boolean =>
  table.access?.[action].some((rule) => rule !== 'nobody') ?? true;

const actions: readonly Action[] = ['read', 'create', 'update', 'delete'];

const score = ({ table }: TableNames): number =>
  (table.itemKey === undefined ? 0 : 8) +
  actions.filter((action) => isOpen(table, action)).length +
  (table.origin === 'model' ? 2 : 0) +
  (table.foreignKeys.length === 0 ? 1 : 0) -
  (table.primaryKey !== undefined && table.primaryKey.length > 1 ? 2 : 0);

/** The table that shows the API best: one with a key, open to somebody, and not in need of rows of other tables. */
const exampleTable = (names: NameTable): TableNames | undefined =>
  names.tables.toSorted((left, right) => score(right) - score(left))[0];

const isNumbered = ({ type }: ResolvedColumn): boolean => describeFieldType(type).hasSequence;

const isOwner = (table: ResolvedTable, column: ResolvedColumn): boolean =>
  table.owner?.kind === 'field' && table.owner.column === column.name;

const refersElsewhere = (table: ResolvedTable, column: ResolvedColumn): boolean =>
  table.foreignKeys.some((key) => key.columns.includes(column.name));

/** Optional fields that the example of a new row shows beside the required ones. */
const shownOptional = 3;

/** The fields of the example of a new row: those that it needs, and a few more that refer to nothing. */
const writtenColumns = (table: ResolvedTable): readonly ResolvedColumn[] => {
  const writable = table.columns.filter((column) => !isNumbered(column) && !isOwner(table, column));
  const isNeeded = (column: ResolvedColumn): boolean => column.required && column.default === undefined;
  const optional = writable.filter(
    (column) => !isNeeded(column) && column.pattern === undefined && !refersElsewhere(table, column),
  );
  const shown = new Set(optional.slice(0, shownOptional));
  return writable.filter((column) => isNeeded(column) || shown.has(column));
};

const pick = (columns: readonly ResolvedColumn[]): Record<string, unknown> => {
  const samples = createPatternSamples();
  return Object.fromEntries(columns.map((column) => [column.name, exampleValue(column, samples)]));
};

/** Shell words hold no raw line break; in JSON none is left unescaped. */
const jsonWord = (value: unknown): Plain => shellWord(JSON.stringify(value));
const encode = (text: unknown): string => encodeURIComponent(String(text).toWellFormed());

const url = (path: string): Plain => shellWord(localOrigin + path);

const keyExample = (table: ResolvedTable, name: string): unknown => {
  const column = table.columns.find((candidate) => candidate.name === name);
  return column === undefined ? '' : exampleValue(column);
};

const itemPath = ({ table, route }: TableNames): string =>
  [route, ...(table.itemKey ?? []).map((name) => encode(keyExample(table, name)))].join('/');

const isInKey = (table: ResolvedTable, column: ResolvedColumn): boolean =>
  table.primaryKey?.includes(column.name) === true || table.itemKey?.includes(column.name) === true;

/** Whether a filter and an order by it can be shown, by a value that says something to people. */
const isFiltered = ({ type, array, format }: ResolvedColumn): boolean => {
  const { operators, isSortable, json } = describeFieldType(type);
  return !array && format !== 'password' && operators.includes('eq') && isSortable && json !== 'bytes';
};

const listExamples = (names: TableNames): readonly Plain[] => {
  const { table, route, relations } = names;
  const candidates = table.columns.filter(isFiltered);
  const filtered = candidates.find((column) => !isInKey(table, column)) ?? candidates[0];
  const include = relations[0];
  const list = (query: string): Plain => url([route, query].join('?'));
  return [
    plain`# the first rows, then those with a value, in descending order`,
    plain`curl ${list('limit=20')}`,
    filtered === undefined
      ? none
      : plain`curl -g ${list(words`filter[${encode(filtered.name)}][eq]=${encode(exampleValue(filtered))}&sort=-${encode(filtered.name)}`)}`,
    include === undefined
      ? none
      : plain`
          # with the rows that they lead to
          curl ${list(words`include=${encode(include.name)}`)}
        `,
  ].filter((line) => line !== none);
};

const json = plain`-H 'content-type: application/json'`;

const itemExamples = (names: TableNames): readonly Plain[] => {
  const { table } = names;
  if (table.itemKey === undefined) return [];
  const changed = writtenColumns(table).find((column) => !isInKey(table, column));
  const item = url(itemPath(names));
  return [
    plain`
      # one row, with its headers
      curl -i ${item}
    `,
    changed === undefined || !isOpen(table, 'update')
      ? none
      : plain`
          # some of its fields
          curl -X PATCH ${item} ${json} -d ${jsonWord(pick([changed]))}
        `,
    isOpen(table, 'delete') ? plain`curl -X DELETE ${item}` : none,
  ].filter((line) => line !== none);
};

const createExamples = (names: TableNames): readonly Plain[] => {
  if (!isOpen(names.table, 'create')) return [];
  const body = jsonWord(pick(writtenColumns(names.table)));
  return [
    plain`
      # a new row
      curl -X POST ${url(names.route)} ${json} -d ${body}
    `,
  ];
};

const operators = md`
  Lists take \`filter[field][op]=value\` (\`eq ne gt gte lt lte in nin like ilike contains startsWith isnull\`, as far as they suit the field's type),
  \`sort=-a,b\`, \`fields=a,b\`, \`include=relation\`, \`limit\` (1 to 200) and \`cursor\`. They answer \`{ "data": [...], "page": { "nextCursor", "limit" } }\`;
  send \`nextCursor\` back as \`cursor\` for the next page, with the same filters and sort. Items are the bare object with an \`ETag\`; send it
  back as \`If-Match\` with a change or deletion, and it is refused (412) where somebody else was faster. The tag of an answer with \`include\` does as well; one that a
  compressing proxy made weak (\`W/"…"\`) never matches, and the refusal (\`weak_tag\`) says so. \`bigint\` and \`numeric\` values are strings, exact to the last digit.
  Whatever is refused answers \`application/problem+json\` that names the fields; a duplicate or a missing reference is a 409.
  Numbers that the database gives (\`serial\`) pass those that rows brought along; where none are left, that is a 409 (\`numbers_exhausted\`).
  Bodies are \`application/json\` in UTF-8, not compressed (else 415); answers are JSON, whatever \`Accept\` says. What the rules let nobody do is a 403 for everybody.

  An \`include\` that leads to many rows is \`{ "data": [...], "hasMore" }\`: the first 100 of them by key; where \`hasMore\` is true, the list of the
  related table, filtered by the reference, has them all. A page of more than 16 MB ends early, with a \`nextCursor\`. The other limits are in the
  reference and in \`src/core/limits.ts\`.

  What is written is stored exactly or refused, never rounded. \`bigint\` and \`numeric\` values may be sent as strings or as JSON numbers, which are
  read digit by digit (whole ones also as \`5.0\` or \`1e3\`). More decimals than a field's scale, more digits of a second than it keeps (zeros at their
  end aside), blanks at the end of a \`char\`, and a member that appears twice in its object are refused with their place. Numbers inside of \`json\` and
  \`jsonb\` fields are kept digit by digit (\`1.10\` as \`1.1\`), in the range of 64-bit floating point; \`real\` and \`double\` are approximations by their type. Other
  spellings of a value (a UUID in upper case, \`P1W\` for \`P7D\`, \`08-00-2B-…\`, the range \`[1,3]\` for \`[1,4)\`) are read back in PostgreSQL's own, and rows are found by either. Filters and
  keys are compared exactly: \`12:00:00.7\` finds no row in a field of whole seconds; blanks at the end of a \`char\` count for nothing there. Enums sort and compare in the order of their values.

  Rows are changed by \`PATCH\` only: a \`PUT\` would empty every field that its sender does not know, such as passwords, which are never read, and
  fields that a later version adds.
`;

/** How to talk to the API, by the example of one of the model's tables. */
export const apiSection = (names: NameTable): Md => {
  const example = exampleTable(names);
  if (example === undefined) return none;
  return mdJoin(
    [
      markdownHeading(2, md`The API by example`),
      md`Every table has routes of its own (below). Here ${markdownCode(example.table.name)}; put the key that your row got in the place of the one shown:`,
      markdownFence(
        'bash',
        plainJoin([...createExamples(example), ...listExamples(example), ...itemExamples(example)]),
      ),
      operators,
      md`The whole API, with every field: ${markdownCode(words`${localOrigin}/docs`)}; as OpenAPI: ${markdownCode(words`${localOrigin}/openapi.json`)}.`,
    ],
    '\n\n',
  );
};
