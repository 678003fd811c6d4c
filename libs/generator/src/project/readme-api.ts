import type { ResolvedColumn, ResolvedTable } from '@snapinfra/contracts/data-model';
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
import { exampleValue } from './example-value.ts';

type Md = Code<'md'>;
type Plain = Code<'text'>;

/** Where `npm start` listens. */
export const localOrigin = 'http://127.0.0.1:3000';

const isOpen = (table: ResolvedTable): boolean =>
  (['read', 'create', 'update'] as const).every((action) => table.access[action].some((rule) => rule !== 'nobody'));

const score = ({ table }: TableNames): number =>
  (table.itemKey === undefined ? 0 : 8) +
  (isOpen(table) ? 4 : 0) +
  (table.origin === 'model' ? 2 : 0) +
  (table.foreignKeys.length === 0 ? 1 : 0) -
  (table.primaryKey !== undefined && table.primaryKey.length > 1 ? 2 : 0);

/** The table that shows the API best: one with a key, open to somebody, and not in need of rows of other tables. */
const exampleTable = (names: NameTable): TableNames | undefined =>
  names.tables.toSorted((left, right) => score(right) - score(left))[0];

const isWritten = (table: ResolvedTable, column: ResolvedColumn): boolean =>
  column.required &&
  column.default === undefined &&
  column.type !== 'serial' &&
  column.type !== 'bigserial' &&
  !(table.owner?.kind === 'field' && table.owner.column === column.name);

const pick = (columns: readonly ResolvedColumn[]): Record<string, unknown> =>
  Object.fromEntries(columns.map((column) => [column.name, exampleValue(column)]));

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

const listExamples = (names: TableNames): readonly Plain[] => {
  const { table, route, relations } = names;
  const filtered = table.columns.find(
    (column) => !column.array && column.format !== 'password' && !column.type.startsWith('json'),
  );
  const query = (text: string): string => words`${route}?${text}`;
  const include = relations[0];
  return [
    plain`curl ${url(query('limit=20'))}`,
    filtered === undefined
      ? none
      : plain`curl -g ${url(query(words`filter[${encode(filtered.name)}][eq]=${encode(exampleValue(filtered))}&sort=-${encode(filtered.name)}`))}`,
    include === undefined ? none : plain`curl ${url(query(words`include=${encode(include.name)}`))}`,
  ].filter((line) => line !== none);
};

const json = plain`-H 'content-type: application/json'`;

const changeExamples = (names: TableNames): readonly Plain[] => {
  const { table } = names;
  const create = plain`curl -X POST ${url(names.route)} ${json} -d ${jsonWord(pick(table.columns.filter((column) => isWritten(table, column))))}`;
  if (table.itemKey === undefined) return [create];
  const changed = table.columns.find(
    (column) => !table.itemKey?.includes(column.name) && !table.primaryKey?.includes(column.name),
  );
  const item = url(itemPath(names));
  return [
    create,
    plain`curl -i ${item}`,
    changed === undefined
      ? none
      : plain`curl -X PATCH ${item} ${json} -H 'if-match: "<the ETag of the row>"' -d ${jsonWord(pick([changed]))}`,
    plain`curl -X DELETE ${item}`,
  ].filter((line) => line !== none);
};

const operators = md`
  Lists take \`filter[field][op]=value\` (\`eq ne gt gte lt lte in nin like ilike contains startsWith isnull\`, as far as they suit the field's type),
  \`sort=-a,b\`, \`fields=a,b\`, \`include=relation\`, \`limit\` (1 to 200) and \`cursor\`. They answer \`{ "data": [...], "page": { "nextCursor", "limit" } }\`;
  send \`nextCursor\` back as \`cursor\` for the next page, with the same filters and sort. Items are the bare object with an \`ETag\`; with \`If-Match\` a
  change is refused (412) where somebody else was faster. \`bigint\` and \`numeric\` values are strings, exact to the last digit.
  Whatever is refused answers \`application/problem+json\` that names the fields; a duplicate or a missing reference is a 409.
`;

/** How to talk to the API, by the example of one of the model's tables. */
export const apiSection = (names: NameTable): Md => {
  const example = exampleTable(names);
  if (example === undefined) return none;
  return mdJoin(
    [
      markdownHeading(
        2,
        md`
The API by example
        `,
      ),
      md`Every table has routes of its own (below). Here ${markdownCode(example.table.name)}:`,
      markdownFence('bash', plainJoin([...listExamples(example), ...changeExamples(example)])),
      operators,
      md`The whole API, with every field: ${markdownCode(words`${localOrigin}/docs`)}; as OpenAPI: ${markdownCode(words`${localOrigin}/openapi.json`)}.`,
    ],
    '\n\n',
  );
};
