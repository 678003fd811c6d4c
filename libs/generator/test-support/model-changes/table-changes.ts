import {
  exchangeIds,
  freshName,
  namesOf,
  pick,
  refersTo,
  renameTable,
  unusedName,
  type Changes,
  type Field,
  type Relationship,
} from './edits.ts';

/** Both ends of a relationship, as seen from one and from the other. */
const endsOf = ({ fromTable, fromFields, toTable, toFields }: Relationship) => [
  { near: fromTable, nearFields: fromFields, far: toTable, farFields: toFields },
  { near: toTable, nearFields: toFields, far: fromTable, farFields: fromFields },
];

export const tableChanges = {
  'rename a table': (edited) =>
    renameTable(edited.model, edited.at.name, freshName(edited, namesOf(edited.model.tables))),
  'swap two tables': ({ model, at, other }) => {
    const second = pick(model.tables, other);
    if (second === undefined || second === at) return;
    const [one, two] = [at.name, second.name];
    renameTable(model, one, '(between)');
    renameTable(model, two, one);
    renameTable(model, '(between)', two);
  },
  'rename three tables in a circle': ({ model, other }) => {
    const names = namesOf(model.tables)
      .slice(other % 2)
      .slice(0, 3);
    names.forEach((name, position) => renameTable(model, name, `(between ${position})`));
    names.forEach((_, position) =>
      renameTable(model, `(between ${position})`, names[(position + 1) % names.length] ?? ''),
    );
  },
  'exchange the ids of two tables': ({ model, at, other }) => exchangeIds(at, pick(model.tables, other)),
  'add a table': ({ model, fresh }) => {
    const table = fresh.tables[0];
    if (table === undefined) return;
    const { ownerVia: _, ...rest } = table;
    const name = unusedName(table.name, namesOf(model.tables));
    model.tables.push({ ...rest, name, id: `new ${model.tables.length} ${table.name}` });
  },
  'drop a table': ({ model, at }) => {
    if (model.tables.length < 2) return;
    model.tables = model.tables.filter((table) => table !== at);
    model.relationships = (model.relationships ?? []).filter((other) => !refersTo(other, at.name));
  },
  describe: ({ at, of, other }) => {
    at.description = `Description ${other}`;
    if (other % 2 === 0) of.description = `It's ${other}`;
    else delete of.description;
  },
  'toggle soft delete': ({ at }) => {
    if (at.softDelete === true) delete at.softDelete;
    else at.softDelete = true;
  },
} satisfies Changes;

export const keyChanges = {
  'add an index': ({ at, of, other }) => {
    const second = pick(at.fields, other)?.name ?? of.name;
    const fields = [...new Set(other % 3 === 0 ? [of.name, second] : [of.name])];
    at.indexes = [...(at.indexes ?? []), { fields, unique: other % 2 === 0 }];
  },
  'rename an index': ({ at, other }) => {
    const index = pick(at.indexes ?? [], other);
    const name = pick(['pg_class', 'pg_type', 'pg_class_oid_index', at.name, undefined] as const, other);
    if (index === undefined) return;
    if (name === undefined) delete index.name;
    else index.name = name;
  },
  'make indexes unique or not': ({ at }) => {
    for (const index of at.indexes ?? []) index.unique = index.unique !== true;
  },
  'drop the indexes': ({ at }) => void delete at.indexes,
  'drop the primary key': ({ at }) => {
    delete at.primaryKey;
    for (const field of at.fields) delete field.primary;
  },
  'set the primary key': ({ at, of, other }) => {
    for (const field of at.fields) delete field.primary;
    const second = pick(at.fields, other)?.name ?? of.name;
    at.primaryKey = [...new Set(other % 3 === 0 ? [of.name, second] : [of.name])];
  },
  'change the type of a key and of what refers to it': ({ model, at, of, other }) => {
    const type =
      pick(['bigint', 'text', 'integer', 'numeric', 'uuid', 'smallint', 'varchar'] as const, other) ?? 'text';
    const seen = new Set<Field>();
    const change = (field: Field, table: string): void => {
      if (seen.has(field)) return;
      seen.add(field);
      field.type = type;
      for (const member of ['default', 'length', 'precision', 'scale', 'minLength', 'maxLength', 'pattern'] as const)
        Reflect.deleteProperty(field, member);
      for (const { near, nearFields, far, farFields } of (model.relationships ?? []).flatMap(endsOf)) {
        const name = near === table ? farFields[nearFields.indexOf(field.name)] : undefined;
        const other = model.tables
          .find((candidate) => candidate.name === far)
          ?.fields.find((found) => found.name === name);
        if (other !== undefined) change(other, far);
      }
    };
    change(of, at.name);
  },
} satisfies Changes;
