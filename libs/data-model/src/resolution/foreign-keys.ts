import type { ReferentialAction, Relationship } from '../relationship.schema.ts';
import { pointer, quote, quoteAll } from '../text.ts';
import { isKey, isPrimaryKey, type ModelView, type TableView } from '../validation/model-view.ts';

/** A relationship both of whose ends exist. */
export interface Ends {
  readonly relationship: Relationship;
  /** JSON pointer to the relationship in the canonical model. */
  readonly path: string;
  readonly from: TableView;
  readonly to: TableView;
}

/** A foreign key whose holder is known. */
export interface HeldKey {
  readonly relationship: Relationship;
  readonly path: string;
  readonly holder: TableView;
  readonly columns: readonly string[];
  /** Pointer to the member that lists the columns. */
  readonly columnsPath: string;
  readonly referenced: TableView;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly unique: boolean;
}

type Side = 'from' | 'to';

/** The side that holds the foreign key by the type of the relationship. */
const holderByWords = ({ relationship, from, to }: Ends): Side => {
  if (relationship.type === 'many-to-one') return 'from';
  if (relationship.type === 'one-to-many') return 'to';
  const [fromIsKey, toIsKey] = [isPrimaryKey(from, relationship.fromFields), isPrimaryKey(to, relationship.toFields)];
  return fromIsKey && !toIsKey ? 'to' : 'from';
};

const refersToKey = ({ relationship, from, to }: Ends, holder: Side): boolean =>
  holder === 'from' ? isKey(to, relationship.toFields) : isKey(from, relationship.fromFields);

const settleHolder = (ends: Ends, { issues }: ModelView): Side | undefined => {
  const { relationship, path } = ends;
  const said = holderByWords(ends);
  if (refersToKey(ends, said)) return said;
  const other = said === 'from' ? 'to' : 'from';
  const sides = `${quoteAll(relationship.fromFields)} of table ${quote(relationship.fromTable)} and ${quoteAll(relationship.toFields)} of table ${quote(relationship.toTable)}`;
  if (!refersToKey(ends, other)) {
    const message = `The relationship between ${sides} refers to no key: one side must be a primary key or unique.`;
    issues.add('reference_not_a_key', path, message);
    return undefined;
  }
  const message = `The relationship between ${sides} says ${relationship.type}, but only the other side is a key; table ${quote(other === 'from' ? relationship.fromTable : relationship.toTable)} holds the foreign key.`;
  issues.add('relationship_direction', path, message);
  return other;
};

/** Decides which side of a relationship (other than many-to-many) holds the foreign key. */
export const holdKey = (ends: Ends, view: ModelView): HeldKey | undefined => {
  const { relationship, path, from, to } = ends;
  const side = settleHolder(ends, view);
  if (side === undefined) return undefined;
  const { fromFields, toFields, onDelete = 'no action', onUpdate = 'no action' } = relationship;
  const common = { relationship, path, onDelete, onUpdate, unique: relationship.type === 'one-to-one' };
  return side === 'from'
    ? {
        ...common,
        holder: from,
        columns: fromFields,
        columnsPath: pointer(path, 'fromFields'),
        referenced: to,
        referencedColumns: toFields,
      }
    : {
        ...common,
        holder: to,
        columns: toFields,
        columnsPath: pointer(path, 'toFields'),
        referenced: from,
        referencedColumns: fromFields,
      };
};
