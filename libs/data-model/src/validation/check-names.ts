import type { Table } from '../data-model.schema.ts';
import type { IssueList } from '../issue.ts';
import { describeTable, isStorable, pointer, quote } from '../text.ts';
import type { ModelView } from './model-view.ts';

const unusableName = '__proto__';

const checkName = (name: string, what: string, path: string, issues: IssueList): void => {
  if (name === unusableName) {
    issues.add(
      'name_not_usable',
      path,
      `${what} cannot be named ${quote(name)}: JavaScript gives that name a meaning of its own.`,
    );
  } else if (!isStorable(name)) {
    issues.add('name_not_usable', path, `${what} has a name with a NUL character or half of a surrogate pair.`);
  }
};

const checkText = (text: string | undefined, what: string, path: string, issues: IssueList): void => {
  if (text === undefined || isStorable(text)) return;
  issues.add(
    'text_not_storable',
    path,
    `${what} has a NUL character or half of a surrogate pair, which PostgreSQL cannot store.`,
  );
};

interface Named {
  readonly id?: string;
  readonly name: string;
}

/** Complains about names that come twice, and about ids that do. */
const checkTwice = (
  things: readonly Named[],
  what: (name: string) => string,
  path: string,
  issues: IssueList,
): void => {
  const names = new Set<string>();
  const ids = new Set<string>();
  things.forEach(({ id, name }, position) => {
    if (names.has(name)) {
      issues.add('duplicate_name', pointer(path, position, 'name'), `${what(name)} comes twice; names must differ.`);
    }
    names.add(name);
    if (id === undefined) return;
    if (ids.has(id)) {
      const message = `${what(name)} shares the id ${quote(id)} with another; a later rename cannot be recognised.`;
      issues.add('duplicate_id', pointer(path, position, 'id'), message);
    }
    ids.add(id);
  });
};

const checkIndexNames = (table: Table, path: string, issues: IssueList): void => {
  const names = new Set<string>();
  table.indexes?.forEach(({ name }, position) => {
    if (name === undefined) return;
    const at = pointer(path, 'indexes', position, 'name');
    if (names.has(name))
      issues.add('duplicate_name', at, `${describeTable(table.name)} has two indexes named ${quote(name)}.`);
    else checkText(name, `The name of an index of table ${quote(table.name)}`, at, issues);
    names.add(name);
  });
};

const checkTable = (table: Table, path: string, issues: IssueList): void => {
  const what = describeTable(table.name);
  checkName(table.name, what, pointer(path, 'name'), issues);
  checkText(table.description, `The description of table ${quote(table.name)}`, pointer(path, 'description'), issues);
  checkTwice(
    table.fields,
    (name) => `Field ${quote(name)} of table ${quote(table.name)}`,
    pointer(path, 'fields'),
    issues,
  );
  table.fields.forEach(({ name, description }, position) => {
    const at = pointer(path, 'fields', position);
    const field = `Field ${quote(name)} of table ${quote(table.name)}`;
    checkName(name, field, pointer(at, 'name'), issues);
    checkText(
      description,
      `The description of ${quote(name)} of table ${quote(table.name)}`,
      pointer(at, 'description'),
      issues,
    );
  });
  checkIndexNames(table, path, issues);
};

export const checkNames = ({ model, issues }: ModelView): void => {
  checkText(model.name, 'The name of the model', '/name', issues);
  checkTwice(model.tables, describeTable, '/tables', issues);
  model.tables.forEach((table, position) => checkTable(table, pointer('', 'tables', position), issues));
  model.relationships?.forEach(({ name }, position) =>
    checkText(name, 'The name of a relationship', pointer('', 'relationships', position, 'name'), issues),
  );
};
