import type { ResolvedAccess, Rule } from '@snapinfra/data-model';
import {
  markdownCode,
  markdownHeading,
  markdownTable,
  markdownText,
  md,
  mdJoin,
  none,
  type Code,
} from '../emit/index.ts';
import type { NameTable, RelationNames, TableNames } from '../naming/index.ts';

type Md = Code<'md'>;

const list = (pieces: readonly Md[]): Md => mdJoin(pieces, ', ');
const codes = (names: readonly string[]): Md => list(names.map(markdownCode));

const keyCell = ({ table }: TableNames): Md =>
  table.itemKey === undefined ? md`none: list and create only` : codes(table.itemKey);

const relationKinds: Readonly<Record<RelationNames['kind'], Md>> = {
  'to-one': md`one`,
  'to-many': md`many`,
  through: md`many`,
};

const relationsCell = ({ relations }: TableNames): Md =>
  list(
    relations.map((relation) => {
      const kind =
        relation.kind === 'to-many' && relation.single ? relationKinds['to-one'] : relationKinds[relation.kind];
      const target = relation.target === relation.name ? none : md` → ${markdownCode(relation.target)}`;
      return md`${markdownCode(relation.name)}${target} (${kind})`;
    }),
  );

const tableRow = (names: TableNames): readonly Md[] => {
  const softDelete = names.table.softDelete ? md` (deleted rows are kept and hidden)` : none;
  return [
    md`${markdownCode(names.table.name)}${softDelete}`,
    markdownCode(names.route),
    keyCell(names),
    relationsCell(names),
  ];
};

/** Every table with its route, its key and its names for `include`. */
export const tablesSection = (names: NameTable): Md =>
  mdJoin(
    [
      markdownHeading(2, md`Tables`),
      markdownTable(
        [md`Table`, md`Route`, md`Key in the path`, md`Relations for \`include\``],
        names.tables.map(tableRow),
      ),
    ],
    '\n\n',
  );

const actions = ['read', 'create', 'update', 'delete'] as const satisfies readonly (keyof ResolvedAccess)[];
const rulesCell = (rules: readonly Rule[]): Md => (rules.length === 0 ? md`nobody` : list(rules.map(markdownText)));

/** The name of the table that a foreign key leads to. */
const endCell = ({ table }: TableNames, position: number): Md =>
  markdownCode(table.foreignKeys[position]?.referencedTable ?? '');

/** The rights to the two connected rows that each operation on a link needs. */
const linkCells: Readonly<Record<(typeof actions)[number], (from: Md, to: Md) => Md>> = {
  read: (from, to) => md`read ${from} and ${to}, or change either`,
  create: (from, to) => md`change ${from} and read ${to}`,
  update: () => md`remove the old link and create the new one`,
  delete: (from, to) => md`change ${from} or ${to}`,
};

const accessCell = (names: TableNames, action: (typeof actions)[number]): Md => {
  const { access } = names.table;
  return access === undefined ? linkCells[action](endCell(names, 0), endCell(names, 1)) : rulesCell(access[action]);
};

const ownerCell = ({ table, relations }: TableNames): Md => {
  const { owner } = table;
  if (owner === undefined) return none;
  if (owner.kind === 'field') return md`the token's subject is in ${markdownCode(owner.column)}`;
  const relation = relations.find(
    (candidate) => candidate.kind === 'to-one' && candidate.foreignKey === owner.foreignKey,
  );
  return md`the owner of ${markdownCode(relation?.name ?? '')}`;
};

const linksParagraph = md`
  Tables that link the rows of two others have no rules of their own: what may be done with a link follows from the two rows that it connects. To
  make one takes changing the row that it goes out from and, unlike an ordinary reference, reading the row that it leads to; a row that the caller may
  not read is answered like one that is not there (409). Whoever may read both rows or change either sees the link, and whoever may change either can remove it: both
  owners can.
`;

/** The access rules of each table. */
export const accessSection = (names: NameTable): Md =>
  mdJoin(
    [
      markdownHeading(2, md`Who may do what`),
      md`
        Any one rule of a cell suffices. \`public\` is everybody, \`authenticated\` everybody with a valid token, \`role:x\` whoever has the role in the
        token's claim \`roles\`, \`owner\` the owner of the row. Lists hold only the rows that the caller may read; rows of others answer 404.
        Whoever may write a row may let it refer to any other, also to one that he may not read, as under PostgreSQL's row security; who must own
        what is referred to is said by an owner by way of a relationship.
      `,
      names.tables.some(({ table }) => table.access === undefined) ? linksParagraph : none,
      md`
        The field that holds the owner is set when a row is created, and never changed. Whoever creates by a role names the owner in the body like any other
        value; where he does not, the field's default holds, and else he is the owner himself. All others create rows of their own: another name than
        the token's subject is refused. Subjects are compared exactly: one that the field cannot hold unchanged (too long, out of its range or pattern,
        \`007\` for a number, capitals in a UUID, blanks at the end of a \`char\`) owns nothing and creates nothing (403, with the field's name).
      `,
      markdownTable(
        [md`Table`, ...actions.map(actionHead), md`Owner`],
        names.tables.map((table) => [
          markdownCode(table.table.name),
          ...actions.map((action) => accessCell(table, action)),
          ownerCell(table),
        ]),
      ),
    ],
    '\n\n',
  );

const actionHeads: Readonly<Record<(typeof actions)[number], Md>> = {
  read: md`Read`,
  create: md`Create`,
  update: md`Update`,
  delete: md`Delete`,
};
const actionHead = (action: (typeof actions)[number]): Md => actionHeads[action];
