import { parseSync } from 'pgsql-parser';
import type { ChangePlan } from '../src/schema-changes/index.ts';
import { readsSetup } from '../src/schema-changes/conversions/reads.ts';
import { sqlTokens, type SqlToken } from '../template/src/core/migrations/sql-tokens.ts';
import { splitStatements } from '../template/src/core/migrations/statements.ts';

/** What a migration is made of; tables and types have the names of the model, and these have none of them. */
const allowed: Readonly<Record<'statement' | 'function', ReadonlySet<string>>> = {
  statement: new Set([
    'AlterEnumStmt',
    'AlterTableStmt',
    'CommentStmt',
    'CreateEnumStmt',
    'CreateStmt',
    'DropStmt',
    'IndexStmt',
    'InsertStmt',
    'LockStmt',
    'RenameStmt',
    'SelectStmt',
    'UpdateStmt',
  ]),
  function: new Set([
    ...['abs', 'array_remove', 'cardinality', 'char_length', 'count', 'extract', 'gen_random_uuid'],
    ...['json_array_elements', 'json_each', 'json_typeof', 'jsonb_path_query', 'max', 'network', 'now', 'round'],
    ...[
      'pg_describe_object',
      'setval',
      'snapinfra_reads',
      'string_agg',
      'to_regclass',
      'to_regtype',
      'trunc',
      'unnest',
    ],
  ]),
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const functionsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(functionsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const names = key === 'FuncCall' && isRecord(member) ? JSON.stringify(member['funcname']) : undefined;
    const last =
      names === undefined ? [] : [...names.matchAll(/"sval":"([^"]*)"/g)].slice(-1).map(([, name = '']) => name);
    return [...last, ...functionsIn(member)];
  });
};

const wordsOf = (text: string): readonly string[] => text.split(' ');

const guardHead = wordsOf("declare offenders bigint ; found text [ ] : = '' ; hints text [ ] : = '' ; begin");
/** Behind each query. */
const guardCount = wordsOf(
  "into offenders ; if offenders > 0 then found : = array_append ( found , '' | | offenders | | '' ) ; hints : = array_append ( hints , '' ) ; end if ;",
);
const guardTail = wordsOf(
  'if cardinality ( found ) > 0 then raise exception using message = array_to_string ( found , chr ( 10 ) ) , hint = array_to_string ( hints , chr ( 10 ) ) ; end if ; end',
);

const dependentsHead = wordsOf('declare found text ; begin');
const dependentsTail = wordsOf(
  "into found ; if found is not null then raise exception using errcode = '' , message = '' | | found ; end if ; end",
);

/** A sequence that goes back is always the same, but for its names, texts and numbers. */
const sequenceBody =
  "begin if ( select last_value from name ) > number then execute format ( '' , '' , ( select least ( greatest ( coalesce ( max ( name ) , number ) + number , number ) , number ) from name ) ) ; end if ; end";

const wordOf = ({ kind, text }: SqlToken): string => {
  if (kind === 'string') return "''";
  if (kind === 'quoted') return 'name';
  return /^\d+$/.test(text) ? 'number' : text.toLowerCase();
};

/** The tokens of a body in dollar quotes. A quote that is doubled begins a token of its own. */
const bodyTokens = (text: string): readonly SqlToken[] =>
  [...sqlTokens(text)].filter(
    ({ kind, start }, position, all) => kind !== 'string' || all[position - 1]?.end !== start,
  );

const indexOfAll = (words: readonly string[], wanted: readonly string[], from: number): number =>
  words.findIndex((_, at) => at >= from && wanted.every((word, offset) => words[at + offset] === word));

/** A statement that counts is always the same, but for its queries and its texts. */
const guardProblems = (text: string): readonly string[] => {
  const tokens = bodyTokens(text);
  const words = tokens.map(({ kind, text: word }) => (kind === 'string' ? "''" : word.toLowerCase()));
  const problems: string[] = [];
  let at = guardHead.length;
  for (let end = indexOfAll(words, guardCount, at); end >= 0; end = indexOfAll(words, guardCount, at)) {
    problems.push(...scriptProblems(text.slice(tokens[at]?.start ?? 0, tokens[end - 1]?.end ?? 0), 1));
    at = end + guardCount.length;
  }
  const frame = [...words.slice(0, guardHead.length), ...words.slice(at)];
  return frame.join(' ') === [...guardHead, ...guardTail].join(' ') ? problems : ['has another body'];
};

/** What looks for things of others is always the same, but for its query. */
const dependentsProblems = (text: string): readonly string[] | undefined => {
  const tokens = bodyTokens(text);
  const words = tokens.map(({ kind, text: word }) => (kind === 'string' ? "''" : word.toLowerCase()));
  const end = words.length - dependentsTail.length;
  const frame = [...words.slice(0, dependentsHead.length), ...words.slice(end)];
  if (frame.join(' ') !== [...dependentsHead, ...dependentsTail].join(' ')) return undefined;
  return scriptProblems(text.slice(tokens[dependentsHead.length]?.start ?? 0, tokens[end - 1]?.end ?? 0), 1);
};

const bodyProblems = (statement: string): readonly string[] => {
  const body = [...sqlTokens(statement)][1]?.text ?? '';
  const text = body.replace(/^\$\w*\$|\$\w*\$$/g, '');
  const words = bodyTokens(text).map(wordOf).join(' ').replaceAll('u & name', 'name');
  return words === sequenceBody ? [] : (dependentsProblems(text) ?? guardProblems(text));
};

interface Parsed {
  readonly stmts?: readonly { readonly stmt: unknown }[];
}

const statementProblems = (stmt: unknown, text: string): readonly string[] => {
  const [kind = ''] = Object.keys(isRecord(stmt) ? stmt : {});
  if (kind === 'DoStmt') return bodyProblems(text);
  if (kind === 'CreateFunctionStmt') return `${text};` === readsSetup.text.trim() ? [] : ['makes another function'];
  const unknown = functionsIn(stmt).filter((name) => !allowed.function.has(name));
  return [...(allowed.statement.has(kind) ? [] : [`is a ${kind}`]), ...unknown.map((name) => `calls ${name}`)];
};

/** What is wrong with statements, of which there have to be so many: as many as the runner of a project finds, if nothing is said. */
function scriptProblems(script: string, count?: number): readonly string[] {
  const found = splitStatements(script);
  let parsed: Parsed;
  try {
    parsed = parseSync(script) as Parsed;
  } catch (error) {
    return [`does not parse: ${String(error)}`];
  }
  const { stmts = [] } = parsed;
  if (stmts.length !== (count ?? found.length) || stmts.length !== found.length) {
    return [`has ${stmts.length} statements, and the runner finds ${found.length}`];
  }
  return stmts.flatMap(({ stmt }, position) => {
    const text = found[position]?.text ?? '';
    return statementProblems(stmt, text).map((problem) => `${problem}: ${text}`);
  });
}

/**
 * What is wrong with the files of a migration: statements or calls that no migration has, or statements that PostgreSQL and
 * the runner of a generated project do not find in the same places.
 */
export const migrationProblems = ({ files }: Pick<ChangePlan, 'files'>): readonly string[] =>
  files.flatMap(({ sql }) => scriptProblems(sql));
