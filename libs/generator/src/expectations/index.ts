import type { ResolvedModel } from '@snapinfra/data-model';
import {
  words,
  docComment,
  identifier,
  imported,
  jsonLiteral,
  projectPath,
  stringLiteral,
  ts,
  tsJoin,
  tsModule,
  type ProjectPath,
} from '../emit/index.ts';
import type { TypeModel } from '../../template/test/support/model.ts';
import { typeModelOf } from '../field-types/index.ts';
import type { NameTable, TableNames } from '../naming/index.ts';
import { columnDomains } from './domains.ts';
import { tableExpectation, type DomainOf } from './table-expectation.ts';

const tableModelType = imported('TableModel', '../support/model.ts', { typeOnly: true });
const projectModelType = imported('ProjectModel', '../support/model.ts', { typeOnly: true });

/** A table's constant; the suffix keeps it apart from the types and from `model` itself. */
const constantName = (names: TableNames) => words`${names.identifiers.table}Model`;

const tableFile = (names: TableNames, domainOf: DomainOf) =>
  tsModule(ts`
  ${docComment('What the tests expect of this table. Derived from the model, not from src/tables.')}
  export const ${identifier(constantName(names))}: ${tableModelType} = ${jsonLiteral(tableExpectation(names, domainOf))};
`);

/** The expectations about the types in the model. */
const typesOf = (model: ResolvedModel): Readonly<Record<string, TypeModel>> =>
  Object.fromEntries(model.tables.flatMap(({ columns }) => columns.map(({ type }) => [type, typeModelOf(type)])));

const indexFile = (model: ResolvedModel, names: NameTable) => {
  const tables = names.tables.map((table) => imported(constantName(table), `./${table.slug}.ts`));
  return tsModule(ts`
    ${docComment('What the tests of this project expect of it, table by table.')}
    export const model: ${projectModelType} = {
      name: ${stringLiteral(model.name)},
      types: ${jsonLiteral(typesOf(model))},
      tables: [
        ${tsJoin(tables, ',\n')},
      ],
    };
  `);
};

/** The files under `test/model`: the expectations that the generated project's tests compare with the API and the database. */
export function* emitExpectations({
  model,
  names,
}: {
  readonly model: ResolvedModel;
  readonly names: NameTable;
}): Iterable<readonly [ProjectPath, string]> {
  const domainOf = columnDomains(model);
  for (const table of names.tables)
    yield [projectPath('test', 'model', `${table.slug}.ts`), tableFile(table, domainOf)];
  yield [projectPath('test', 'model', 'index.ts'), indexFile(model, names)];
}
