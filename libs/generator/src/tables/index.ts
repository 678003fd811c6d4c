import type { ResolvedModel } from '@snapinfra/data-model';
import {
  comment,
  docComment,
  identifier,
  imported,
  none,
  projectPath,
  stringLiteral,
  ts,
  tsModule,
  type Code,
  type ProjectPath,
} from '../emit/index.ts';
import type { NameTable, TableNames } from '../naming/index.ts';
import { createReferencedKeys, isPartialIndex } from '../physical-schema/index.ts';
import { enumDeclaration } from './drizzle-column.ts';
import { drizzleTable, type IsPartial } from './drizzle-table.ts';
import { resourceDefinition } from './resource-definition.ts';

type Ts = Code<'ts'>;

const head = comment(
  'Generated from the data model; the next generation writes it again. Your own code goes to src/custom.',
);

const tableModule = (names: TableNames, all: NameTable, isPartial: IsPartial): string => {
  const enums = names.table.columns.map((column) => enumDeclaration(column, names.column(column.name)));
  const { description } = names.table;
  const body: Ts = ts`
    ${enums.some((declaration) => declaration !== none) ? ts`${enums}\n` : none}
    ${description === undefined || description.trim() === '' ? none : docComment(description)}
    ${drizzleTable(names, all, isPartial)}

    ${resourceDefinition(names, all)}
  `;
  return tsModule(body, head);
};

const indexModule = (title: string, tables: readonly TableNames[]): string => {
  const resources = tables.map(({ identifiers, slug }) => ts`${imported(identifiers.resource, `./${slug}.ts`)},`);
  const exports = tables.map(({ slug }) => ts`export * from ${stringLiteral(`./${slug}.ts`)};`);
  const type = imported('Resource', '../core/resource.ts', { typeOnly: true });
  const body = ts`
    ${exports}

    export const ${identifier('apiTitle')} = ${stringLiteral(title)};

    /** Everything that the API serves, in the order of the model. */
    export const ${identifier('resources')}: readonly ${type}[] = [
      ${resources}
    ];
  `;
  return tsModule(body, head);
};

/** `src/tables/*.ts` of the generated project: a file for each table, and `index.ts`. */
export const emitTables = ({
  model,
  names,
}: {
  readonly model: ResolvedModel;
  readonly names: NameTable;
}): Iterable<readonly [ProjectPath, string]> => {
  const isReferenced = createReferencedKeys(model);
  const isPartial: IsPartial = (table, index) => isPartialIndex(table, index, isReferenced);
  return [
    ...names.tables.map(
      (table) => [projectPath('src', 'tables', `${table.slug}.ts`), tableModule(table, names, isPartial)] as const,
    ),
    [projectPath('src', 'tables', 'index.ts'), indexModule(model.name, names.tables)] as const,
  ];
};
