import { describeFieldType, type DataModel } from '@snapinfra/data-model';
import { exchangeIds, freshName, keyOf, namesOf, pick, unusedName, type Changes } from './edits.ts';

const linksOf = ({ relationships = [] }: DataModel) => relationships.filter(({ type }) => type === 'many-to-many');

export const relationshipChanges = {
  'drop a relationship': ({ model, other }) => {
    const gone = pick(model.relationships ?? [], other);
    model.relationships = (model.relationships ?? []).filter((relationship) => relationship !== gone);
  },
  'add a relationship': (edited) => {
    const { model, at, other } = edited;
    const target = pick(model.tables, other);
    const [key] = keyOf(target);
    const referenced = target?.fields.find(({ name }) => name === key);
    if (target === undefined || referenced === undefined || keyOf(target).length !== 1) return;
    const matching = at.fields.filter(
      ({ type, length, array }) => type === referenced.type && length === referenced.length && array === undefined,
    );
    const field = pick(
      matching.filter((candidate) => candidate !== referenced),
      other,
    );
    if (field === undefined) return;
    const ends = { fromTable: at.name, fromFields: [field.name], toTable: target.name, toFields: [referenced.name] };
    model.relationships = [...(model.relationships ?? []), { id: `added ${other}`, type: 'many-to-one', ...ends }];
  },
  'rename a relationship': (edited) => {
    const relationship = pick(edited.model.relationships ?? [], edited.other);
    if (relationship !== undefined) relationship.name = freshName(edited, namesOf(edited.model.tables));
  },
  'drop the name of a relationship': ({ model, other }) =>
    void Reflect.deleteProperty(pick(model.relationships ?? [], other) ?? {}, 'name'),
  'turn the fields of a relationship': ({ model, other }) => {
    const relationship = pick(
      (model.relationships ?? []).filter(({ fromFields }) => fromFields.length > 1),
      other,
    );
    if (relationship === undefined) return;
    relationship.fromFields = relationship.fromFields.toReversed();
    relationship.toFields = relationship.toFields.toReversed();
  },
  'exchange the ids of relationships': ({ model, other }) =>
    exchangeIds(model.relationships?.[0], pick(model.relationships ?? [], other)),
  'change actions': ({ model, other }) => {
    const relationship = pick(model.relationships ?? [], other);
    if (relationship === undefined) return;
    relationship.onDelete = other % 2 === 0 ? 'cascade' : 'restrict';
    relationship.onUpdate = other % 3 === 0 ? 'cascade' : 'no action';
  },
  'change the type of a relationship': ({ model, other }) => {
    const relationship = pick(
      (model.relationships ?? []).filter(({ type }) => type !== 'many-to-many'),
      other,
    );
    if (relationship === undefined) return;
    const isHeldByTo = relationship.type === 'one-to-many';
    if (isHeldByTo) {
      const { fromTable, fromFields, toTable, toFields } = relationship;
      Object.assign(relationship, {
        fromTable: toTable,
        fromFields: toFields,
        toTable: fromTable,
        toFields: fromFields,
      });
    }
    relationship.type = relationship.type === 'one-to-one' ? 'many-to-one' : 'one-to-one';
  },
  'turn links round': ({ model, other }) => {
    const links = pick(linksOf(model), other);
    if (links === undefined) return;
    const { fromTable, fromFields, toTable, toFields } = links;
    Object.assign(links, { fromTable: toTable, fromFields: toFields, toTable: fromTable, toFields: fromFields });
  },
  'link by another key': ({ model, other }) => {
    const links = pick(linksOf(model), other);
    const target = model.tables.find(({ name }) => name === links?.toTable);
    const key = pick(target?.fields.filter(({ unique }) => unique === true) ?? [], other);
    if (links !== undefined && key !== undefined) links.toFields = [key.name];
  },
  'link other rows': ({ model, other }) => {
    const links = pick(linksOf(model), other);
    const target = pick(model.tables, other);
    const key = keyOf(target);
    if (links !== undefined && target !== undefined && key.length > 0) {
      Object.assign(links, { toTable: target.name, toFields: key });
    }
  },
  'make a relationship one of many to many': ({ model, other }) => {
    const relationship = pick(
      (model.relationships ?? []).filter(({ type }) => type !== 'many-to-many'),
      other,
    );
    if (relationship === undefined) return;
    const end = (name: string) => model.tables.find((table) => table.name === name);
    relationship.type = 'many-to-many';
    relationship.fromFields = keyOf(end(relationship.fromTable));
    relationship.toFields = keyOf(end(relationship.toTable));
    delete relationship.onDelete;
    delete relationship.onUpdate;
  },
  'put another relationship, of many to many, in the place of one': ({ model, other }) => {
    const relationship = pick(
      (model.relationships ?? []).filter(({ type }) => type === 'many-to-one'),
      other,
    );
    const holder = model.tables.find(({ name }) => name === relationship?.fromTable);
    if (relationship === undefined || holder === undefined) return;
    const { fromTable, fromFields: gone, toTable, toFields } = relationship;
    const key = keyOf(holder);
    model.relationships = (model.relationships ?? []).filter((each) => each !== relationship);
    model.relationships.push({ type: 'many-to-many', fromTable, fromFields: key, toTable, toFields });
    holder.fields = holder.fields.filter(({ name }) => !gone.includes(name) || key.includes(name));
  },
  'make a relationship of many to many one of many to one': ({ model, other }) => {
    const relationship = pick(
      (model.relationships ?? []).filter(({ type }) => type === 'many-to-many'),
      other,
    );
    const from = model.tables.find(({ name }) => name === relationship?.fromTable);
    const to = model.tables.find(({ name }) => name === relationship?.toTable);
    if (relationship === undefined || from === undefined || to === undefined) return;
    relationship.fromFields = relationship.toFields.map((name, position) => {
      const { type = 'text', length, precision, scale } = to.fields.find((field) => field.name === name) ?? {};
      const shape = {
        type: describeFieldType(type).keyType,
        ...(length && { length }),
        ...(precision && { precision }),
        ...(scale && { scale }),
      };
      const field = {
        name: unusedName(`to ${name}`, namesOf(from.fields)),
        id: `${relationship.id ?? ''} ${position}`,
        ...shape,
      };
      from.fields.push(field);
      return field.name;
    });
    relationship.type = 'many-to-one';
  },
} satisfies Changes;
