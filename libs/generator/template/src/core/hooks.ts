import type { Caller } from './access.ts';
import type { Database } from './database.ts';
import type { CreateOf, Resource, RowOf, UpdateOf } from './resource.ts';

interface Change {
  readonly caller: Caller | undefined;
  /** The transaction of the change: statements of a hook are committed or rolled back with it. */
  readonly db: Database;
}

export interface BeforeCreate<Values> extends Change {
  readonly values: Values;
}
export interface AfterCreate<Row> extends Change {
  readonly row: Row;
}
export interface BeforeUpdate<Values> extends Change {
  /** The row's key, in the order of the URL segments. */
  readonly key: readonly string[];
  readonly values: Values;
}
export interface AfterUpdate<Row> extends Change {
  readonly row: Row;
}
export interface BeforeDelete extends Change {
  readonly key: readonly string[];
}

/**
 * Code that runs before and after changes to a resource. Throw a `Problem` to reject a change; return values from a
 * `before` hook to replace those of the request.
 */
export interface ResourceHooks<Create = object, Update = object, Row = object> {
  beforeCreate?(change: BeforeCreate<Create>): Promise<Create | undefined> | Create | undefined | void;
  afterCreate?(change: AfterCreate<Row>): Promise<void> | void;
  beforeUpdate?(change: BeforeUpdate<Update>): Promise<Update | undefined> | Update | undefined | void;
  afterUpdate?(change: AfterUpdate<Row>): Promise<void> | void;
  beforeDelete?(change: BeforeDelete): Promise<void> | void;
  afterDelete?(change: BeforeDelete): Promise<void> | void;
}

export interface Hooks {
  /** Adds hooks to a resource; they run in the order in which they were added. */
  readonly on: <Type extends Resource>(
    resource: Type,
    hooks: ResourceHooks<CreateOf<Type>, UpdateOf<Type>, RowOf<Type>>,
  ) => void;
  readonly of: (resource: Resource) => readonly ResourceHooks[];
}

export const createHooks = (): Hooks => {
  const byPath = new Map<string, ResourceHooks[]>();
  return {
    on: (resource, hooks) => {
      byPath.set(resource.path, [...(byPath.get(resource.path) ?? []), hooks]);
    },
    of: (resource) => byPath.get(resource.path) ?? [],
  };
};
