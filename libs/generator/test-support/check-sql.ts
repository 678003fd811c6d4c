import type { ResolvedModel } from '@snapinfra/data-model';
import { loadModule, parseSync } from 'pgsql-parser';

export const loadSqlParser = (): Promise<void> => loadModule();

const functions = new Set(['now', 'gen_random_uuid', 'char_length', 'array_remove']);
const operators = new Set(['=', '>=', '<=', '<@']);
const castTypes = new Set(['float8', 'float4', 'text']);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The last part of a possibly qualified name. */
const lastName = (names: unknown): string =>
  JSON.stringify(Array.isArray(names) ? names.at(-1) : names).replace(/^\{"String":\{"sval":"|"\}\}$/g, '');

const inspect = (value: unknown, found: Map<string, Set<string>>): void => {
  if (Array.isArray(value)) return value.forEach((entry) => inspect(entry, found));
  if (!isRecord(value)) return;
  const note = (kind: string, name: string): void =>
    void (found.get(kind) ?? found.set(kind, new Set()).get(kind))?.add(name);
  for (const [key, member] of Object.entries(value)) {
    if (key === 'FuncCall' && isRecord(member)) note('function', lastName(member['funcname']));
    else if (key === 'A_Expr' && isRecord(member)) note('operator', lastName(member['name']));
    else if (key === 'TypeCast' && isRecord(member) && isRecord(member['typeName']))
      note('cast', lastName(member['typeName']['names']));
    else if (
      ['SubLink', 'SelectStmt', 'RawStmt', 'DefElem', 'ParamRef', 'CollateClause'].includes(key) &&
      key !== 'RawStmt'
    )
      note('construct', key === 'DefElem' && isRecord(member) ? `option ${String(member['defname'])}` : key);
    inspect(member, found);
  }
};

const expectedStatements = (model: ResolvedModel): Readonly<Record<string, number>> => {
  const columns = model.tables.flatMap((table) => table.columns);
  const comments =
    model.tables.filter((table) => table.description).length +
    columns.filter((column) => column.description || column.pattern !== undefined || column.format !== undefined)
      .length;
  const enums = columns.filter(
    (column) => column.type === 'enum' && (column.enumValues ?? []).every((label) => Buffer.byteLength(label) < 64),
  );
  const counts = {
    CreateEnumStmt: enums.length,
    CreateStmt: model.tables.length,
    IndexStmt: model.tables.flatMap((table) => table.indexes).length,
    AlterTableStmt: model.tables.flatMap((table) => table.foreignKeys).length,
    CommentStmt: comments,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
};

const parseStatements = (text: string): readonly unknown[] => {
  const { stmts } = parseSync(text) as { stmts?: readonly { stmt: unknown }[] };
  return (stmts ?? []).map(({ stmt }) => stmt);
};

/** What is wrong with an emitted migration: it does not parse, or holds statements or calls that the model does not ask for. */
export const sqlProblems = (text: string, model: ResolvedModel): readonly string[] => {
  let statements: readonly unknown[];
  try {
    statements = parseStatements(text);
  } catch (error) {
    return [`does not parse: ${String(error)}`];
  }
  const counts: Record<string, number> = {};
  for (const statement of statements) {
    const kind = isRecord(statement) ? (Object.keys(statement)[0] ?? 'none') : 'none';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const expected = expectedStatements(model);
  const same = Object.keys({ ...counts, ...expected }).every((kind) => counts[kind] === expected[kind]);
  const problems = same ? [] : [`has ${JSON.stringify(counts)} where the model asks for ${JSON.stringify(expected)}`];
  const found = new Map<string, Set<string>>();
  inspect(statements, found);
  const allowed: Readonly<Record<string, ReadonlySet<string>>> = {
    function: functions,
    operator: operators,
    cast: castTypes,
    construct: new Set(['option sequence_name']),
  };
  for (const [kind, names] of found) {
    for (const name of names) if (!allowed[kind]?.has(name)) problems.push(`uses the ${kind} ${name}`);
  }
  return problems;
};
