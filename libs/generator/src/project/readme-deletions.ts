import { markdownCode, markdownHeading, md, mdJoin, none, type Code } from '../emit/index.ts';
import type { NameTable } from '../naming/index.ts';

type Md = Code<'md'>;

const codes = (names: readonly string[]): Md => mdJoin(names.map(markdownCode), ', ');

/** The tables without soft delete whose rows go for good when a row that is kept is marked. */
const removedWith = ({ tables }: NameTable): readonly string[] => {
  const kept = new Set(tables.filter(({ table }) => table.softDelete).map(({ table }) => table.name));
  return tables
    .filter(({ table }) => !table.softDelete)
    .filter(({ table }) => table.foreignKeys.some((key) => key.onDelete === 'cascade' && kept.has(key.referencedTable)))
    .map(({ table }) => table.name);
};

/** What deleting a row does where rows are kept and hidden; nothing where the model has no such table. */
export const deletionsSection = (names: NameTable): Md => {
  const kept = names.tables.filter(({ table }) => table.softDelete).map(({ table }) => table.name);
  if (kept.length === 0) return none;
  const removed = removedWith(names);
  return mdJoin(
    [
      markdownHeading(2, md`Deleted rows`),
      md`
        A deleted row of ${codes(kept)} is marked, kept and hidden: for the API it is not there, and nothing can refer to it. To everything that
        refers to it, marking a row does what \`DELETE\` would do in PostgreSQL, as the model's \`onDelete\` says:
      `,
      md`
        - \`restrict\`, \`no action\` or nothing: refused (409) while a row that is not deleted refers to it.
        - \`cascade\`: the rows that refer to it are deleted too, in the same transaction: marked where their table keeps deleted rows, removed where it
          does not; and onward from there, to any depth. A \`restrict\` on the way refuses the whole. Below a row that is removed, PostgreSQL removes
          rows of every table.
        - \`set null\`, \`set default\`: done to the rows that refer to it. A default that is itself deleted is refused.
      `,
      md`
        So no row that one sees refers to a deleted one. A cascade takes only the right to delete the row that it starts from. Hooks run for that row alone.
        A row that is removed for good, or gets another key, while rows that are marked still refer to it, is refused as well, also where the same cascade marks them; the answer
        says so.
      `,
      md`
        A key of a deleted row (its primary key, or one that other tables refer to) can be used again: creating a row with it makes a new row in the place of
        the old one, for whoever may create it, with nothing of the old one but that key: what is not sent gets its default, or null. Numbers and UUIDs
        that the database had given it, and that others may refer to, stay where none are sent. Where rows that are marked make it impossible, and
        where a change asks for such a key, the 409 says so.
      `,
      removed.length === 0
        ? none
        : md`Removed for good with a row that is only marked, by \`cascade\`: rows of ${codes(removed)}.`,
    ].filter((part) => part !== none),
    '\n\n',
  );
};
