import { describeFieldType } from '@snapinfra/data-model';
import {
  dropField,
  exchangeIds,
  freshField,
  freshName,
  namesOf,
  pick,
  renameField,
  unusedName,
  type Changes,
  type Field,
} from './edits.ts';

const replaceShape = (field: Field, { name: _, ...shape }: Field): void => {
  const { id, name, required } = field;
  for (const key of Object.keys(field)) Reflect.deleteProperty(field, key);
  Object.assign(field, {
    ...(id !== undefined && { id }),
    name,
    ...shape,
    ...(required !== undefined && { required }),
  });
};

const labelKinds: readonly ((labels: readonly string[], other: number) => string[])[] = [
  (labels, other) => [...labels, `label ${other}`],
  (labels, other) => [`first ${other}`, ...labels],
  (labels) => labels.toReversed(),
  (labels) => (labels.length > 1 ? labels.slice(1) : [...labels]),
  (labels, other) => [...labels.slice(0, 1), `between ${other}`, ...labels.slice(1)],
  (labels, other) => [...labels.slice(0, 1), `instead ${other}`, ...labels.slice(2)],
];

/** Names of fields, and which fields there are. */
export const fieldChanges = {
  'rename a field': (edited) =>
    renameField(edited.model, edited.at, edited.of.name, freshName(edited, namesOf(edited.at.fields))),
  'swap two fields': ({ model, at, of, other }) => {
    const second = pick(at.fields, other);
    if (second === undefined || second === of) return;
    const [one, two] = [of.name, second.name];
    renameField(model, at, one, '(between)');
    renameField(model, at, two, one);
    renameField(model, at, '(between)', two);
  },
  'give a field the name that another one had': (edited) => {
    const { model, at, of } = edited;
    const name = of.name;
    renameField(model, at, name, freshName(edited, namesOf(at.fields)));
    at.fields.push({ ...freshField(edited), name, id: `${of.id ?? ''} follows` });
  },
  'add a field': (edited) => {
    const field = freshField(edited);
    edited.at.fields.push({ ...field, name: unusedName(field.name, namesOf(edited.at.fields)) });
  },
  'drop a field': ({ model, at, of }) => {
    if (at.fields.length > 1) dropField(model, at, of.name);
  },
  'replace a field by one of its name': (edited) => {
    const { model, at, of } = edited;
    dropField(model, at, of.name);
    at.fields.push({ ...freshField(edited), name: of.name, id: `${of.id ?? ''} new` });
  },
  'exchange the ids of two fields': ({ at, of, other }) => exchangeIds(of, pick(at.fields, other)),
  'give the id of a field to one of another table': ({ model, of, other }) => {
    const field = pick(pick(model.tables, other)?.fields ?? [], other);
    if (field === undefined || field === of || of.id === undefined) return;
    field.id = of.id;
    of.id = `${of.id} before`;
  },
  shuffle: ({ model, at, other }) => {
    model.tables = other % 2 === 0 ? model.tables.toReversed() : model.tables;
    at.fields = at.fields.toReversed();
  },
} satisfies Changes;

/** What the values of a field may be. */
export const valueChanges = {
  'change a type': (edited) => replaceShape(edited.of, freshField(edited)),
  'change a type and nothing else': ({ of, fresh, other }) => {
    const types = fresh.tables.flatMap(({ fields }) => fields).filter(({ enumValues }) => enumValues === undefined);
    of.type = pick(types, other)?.type ?? of.type;
    delete of.default;
    delete of.enumValues;
  },
  'make texts of values': ({ of, other }) => {
    replaceShape(of, {
      name: of.name,
      type: 'text',
      ...(of.array === true && { array: true }),
      ...(other % 3 === 0 && { length: 1 + (other % 40), type: 'varchar' }),
    });
  },
  'change a length': ({ of, other }) => void (of.length = 1 + (other % 60)),
  'drop a length': ({ of }) => void delete of.length,
  'change digits': ({ of, other }) => {
    of.precision = describeFieldType(of.type).json === 'decimal' ? 1 + (other % 12) : other % 7;
    if (of.scale !== undefined) of.scale = Math.min(other % 5, of.precision);
  },
  'make an array of a field or a field of an array': ({ of }) => {
    if (of.array === true) delete of.array;
    else of.array = true;
    delete of.default;
  },
  'toggle required': ({ of }) => {
    if (of.required === true) delete of.required;
    else of.required = true;
  },
  'toggle unique': ({ of }) => {
    if (of.unique === true) delete of.unique;
    else of.unique = true;
  },
  'change bounds': ({ of, other }) => {
    if (other % 3 === 0) delete of.minimum;
    else of.minimum = (other % 50) - 25;
    if (other % 4 === 0) of.maximum = 20 + (other % 80);
    else delete of.maximum;
  },
  'change lengths': ({ of, other }) => {
    if (other % 3 === 0) delete of.maxLength;
    else of.maxLength = 1 + (other % 30);
    if (other % 2 === 0) of.minLength = other % 4;
    else delete of.minLength;
  },
  'change a format': ({ of, other }) => {
    const format = pick(['email', 'url', 'file', undefined] as const, other);
    if (format === undefined) delete of.format;
    else of.format = format;
  },
  'drop a default': ({ of }) => void delete of.default,
  'change a default': ({ of, other }) => {
    const { samples, json } = describeFieldType(of.type);
    of.default =
      of.enumValues === undefined
        ? (pick(samples, other) ?? (json === 'text' ? `d${other}` : other % 20))
        : pick(of.enumValues, other);
  },
  'change labels': ({ of, other }) => {
    const labels = of.enumValues;
    if (labels === undefined) return;
    delete of.default;
    of.enumValues = pick(labelKinds, other)?.(labels, other) ?? labels;
  },
  'rename labels': ({ of, other, renamedLabels }) => {
    const labels = of.enumValues ?? [];
    const from = pick(labels, other);
    if (from === undefined || of.id === undefined) return;
    const to = other % 4 === 0 ? (pick(labels, other + 1) ?? from) : `renamed ${other}`;
    if (to === from) return;
    delete of.default;
    of.enumValues = labels.map((label) => (label === from ? to : label === to ? from : label));
    renamedLabels.push({ field: of.id, from, to });
    if (labels.includes(to)) renamedLabels.push({ field: of.id, from: to, to: from });
  },
} satisfies Changes;
