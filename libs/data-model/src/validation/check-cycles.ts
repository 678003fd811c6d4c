import type { HeldKey } from '../resolution/foreign-keys.ts';
import { quote } from '../text.ts';
import type { ModelView, TableView } from './model-view.ts';

const mostShown = 12;

const isRequired = (key: HeldKey): boolean =>
  key.columns.every((name) => key.holder.fields.get(name)?.required === true);

/** For each table, the required foreign keys to other tables. */
const requiredKeys = (keys: readonly HeldKey[]): Map<TableView, HeldKey[]> => {
  const required = new Map<TableView, HeldKey[]>();
  for (const key of keys) {
    if (key.holder === key.referenced || !isRequired(key)) continue;
    const held = required.get(key.holder);
    if (held === undefined) required.set(key.holder, [key]);
    else held.push(key);
  }
  return required;
};

interface Visit {
  readonly table: TableView;
  readonly keys: readonly HeldKey[];
  next: number;
}

/**
 * Circles of required keys, each found once: a depth-first walk, in which a key back to a table that is still open closes
 * a circle. Iterative, since chains of thousands of tables would overflow the stack.
 */
const findCircles = (required: ReadonlyMap<TableView, readonly HeldKey[]>): HeldKey[][] => {
  const circles: HeldKey[][] = [];
  const done = new Set<TableView>();
  const open = new Map<TableView, number>();
  for (const start of required.keys()) {
    if (done.has(start)) continue;
    const way: Visit[] = [{ table: start, keys: required.get(start) ?? [], next: 0 }];
    open.set(start, 0);
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const key = visit.keys[visit.next];
      visit.next += 1;
      if (key === undefined) {
        done.add(visit.table);
        open.delete(visit.table);
        way.pop();
        continue;
      }
      const began = open.get(key.referenced);
      if (began !== undefined) circles.push(way.slice(began).flatMap(({ keys, next }) => keys[next - 1] ?? []));
      else if (!done.has(key.referenced)) {
        open.set(key.referenced, way.length);
        way.push({ table: key.referenced, keys: required.get(key.referenced) ?? [], next: 0 });
      }
    }
  }
  return circles;
};

/** Complains about required foreign keys that go round in a circle over two or more tables. */
export const checkCycles = (keys: readonly HeldKey[], { issues }: ModelView): void => {
  for (const circle of findCircles(requiredKeys(keys))) {
    const tables = circle.slice(0, mostShown).map(({ holder }) => quote(holder.table.name));
    const more = circle.length > mostShown ? [`… (${circle.length - mostShown} more)`] : [];
    const way = [...tables, ...more, tables[0] ?? ''].join(' → ');
    const message = `Required foreign keys form the cycle ${way}: no first row can be created; make one of them optional.`;
    const last = circle.at(-1);
    if (last !== undefined) issues.add('required_cycle', last.path, message);
  }
};
