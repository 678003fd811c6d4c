import { type Field } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
import { pointer, quote } from '../text.ts';
import type { DocumentObject } from './document-object.ts';
import type { Draft } from './draft.ts';
import type { NamedType } from './field-type-names.ts';

/** Characters: PostgreSQL's limit. */
export const largestLength = 10_485_760;

const typeMembers = ['length', 'precision', 'scale', 'array', 'enumValues'] as const;
const largestOf = { length: largestLength, precision: 1000, scale: 1000 } as const;

const isTooLarge = (named: NamedType): boolean =>
  named.length === 0 ||
  (named.enumValues?.length ?? 0) > dataModelLimits.enumValues ||
  (['length', 'precision', 'scale'] as const).some((member) => (named[member] ?? 0) > largestOf[member]);

/** What the type itself says in its parentheses and brackets; the members that say the same must agree. */
export const readTypeParameters = (
  object: DocumentObject,
  field: Field,
  named: NamedType,
  path: string,
  draft: Draft,
): void => {
  const at = pointer(object.path, 'type');
  if (isTooLarge(named)) {
    const message = `${object.label}: the type has a length that is not from 1 to ${largestLength}, more than 1000 digits, or more than ${dataModelLimits.enumValues} values.`;
    return object.issues.add('number_out_of_range', at, message);
  }
  for (const name of typeMembers) {
    const said = named[name];
    if (said === undefined) continue;
    if (field[name] !== undefined && JSON.stringify(field[name]) !== JSON.stringify(said)) {
      const message = `${object.label}: its type and ${quote(name)} contradict each other.`;
      object.issues.add('contradictory_members', at, message);
    }
    if (field[name] === undefined) draft.origins.set(pointer(path, name), at);
    Object.assign(field, { [name]: said });
  }
  if (named.difference === undefined) return;
  const message = `${object.label} is generated as ${named.type}: ${named.difference}.`;
  object.issues.add('type_substituted', at, message);
};
