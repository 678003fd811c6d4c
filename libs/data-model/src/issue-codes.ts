import type { Severity } from './severity.ts';

interface IssueCodeInfo {
  readonly severity: Severity;
  /** Shape and size: the document is refused when it is saved, not only when code is asked for. */
  readonly blocksSaving: boolean;
  readonly meaning: string;
}

const shape = (meaning: string) => ({ severity: 'error', blocksSaving: true, meaning }) as const;
const error = (meaning: string) => ({ severity: 'error', blocksSaving: false, meaning }) as const;
const warning = (meaning: string) => ({ severity: 'warning', blocksSaving: false, meaning }) as const;
const info = (meaning: string) => ({ severity: 'info', blocksSaving: false, meaning }) as const;

/** Every code that an issue may have. Codes are stable: clients match on them. */
export const issueCodes = {
  wrong_type: shape('A member has the wrong JSON type.'),
  unknown_member: shape('A member that nothing knows.'),
  too_long: shape('A text is longer than its limit.'),
  too_deep: shape('A document that is nested more than 100 levels deep.'),
  too_many: shape('A list is longer than its limit.'),
  more_issues: error('The list of issues was cut off.'),

  missing_member: error('A member that is needed is absent.'),
  empty: error('A name or list that needs content is empty.'),
  unknown_value: error('A value that is none of those allowed: relationship type, action, format, rule, index type.'),
  number_out_of_range: error('A length, precision or the like is not a whole number within its range.'),
  contradictory_members: error('Two members that say the same thing say different things.'),
  text_not_storable: error('A text has a NUL character or half of a surrogate pair, which PostgreSQL cannot store.'),
  name_not_usable: error('A table or field is named `__proto__`, or its name cannot be stored.'),
  duplicate_name: error('Two tables, two fields of a table, or two indexes or relationships of a table share a name.'),
  duplicate_member: error('A key, index or relationship lists a field twice.'),
  duplicate_value: error('An enum lists a value twice.'),

  unknown_type: error('A field type that does not exist.'),
  unknown_table: error('A relationship names a table that does not exist.'),
  unknown_field: error('A key, index, relationship or owner names a field that does not exist.'),
  unknown_relationship: error('`ownerVia` names a relationship that does not exist.'),

  member_not_applicable: error('A member that does not apply to the type of its field.'),
  enum_without_values: error('An enum field without values.'),
  precision_and_scale: error('A scale without a precision or larger than it.'),
  empty_range: error('A minimum above the maximum, or a range outside the type: no value could be valid.'),
  bound_not_exact: error('A bound of a bigint as a JSON number that cannot hold it exactly; its digits as a text can.'),
  pattern_invalid: error('A pattern that is not an ECMAScript regular expression.'),
  default_not_allowed: error('A default where there can be none, or a function that is not allowed for the type.'),
  default_invalid: error('A default that is not a value of the type of its field or breaks its limits.'),
  validation_value: error('A validation rule of the designer whose value cannot be read.'),

  type_not_a_key: error(
    'A password or a field without an order in a key or an index, or an array or a JSON document in a primary key.',
  ),
  primary_key_conflict: error(
    'A table has two primary keys that differ: in `primaryKey`, in fields marked `primary`, or among its indexes.',
  ),

  relationship_arity: error('A relationship whose two ends list different numbers of fields.'),
  reference_not_a_key: error('A relationship of which neither side is a primary key or unique.'),
  foreign_key_type: error('A foreign key whose type differs from the one that it refers to, or cannot be one.'),
  relationship_to_itself: error('A foreign key whose fields refer to themselves.'),
  required_cycle: error('Required foreign keys that form a circle over two or more tables: no first row could exist.'),
  action_needs_null: error('`set null` on a required field.'),
  action_needs_default: error('`set default` on a field without a default.'),
  duplicate_relationship: error('Two relationships with different names over the same fields.'),
  link_table_name_taken: error('The link table of a many-to-many relationship has the name of another table.'),

  owner_missing: error('The rule `owner` for a table that has neither `ownerField` nor `ownerVia`.'),
  owner_ambiguous: error(
    'Both `ownerField` and `ownerVia`, or an `ownerVia` that more than one relationship answers to.',
  ),
  owner_type: error("An `ownerField` that cannot be compared with the subject of a caller's token."),
  owner_via_not_held: error('`ownerVia` names a relationship whose foreign key is in another table.'),
  owner_via_without_owner: error('`ownerVia` leads to a table that has no owner.'),
  owner_cycle: error('`ownerVia` leads back to where it began.'),

  type_substituted: warning('A type of SQL that is generated as one that comes near: what differs is said.'),
  primary_key_assumed: warning(
    'A designer’s table says of its fields whether they are primary, and of none that it is; its field `id` was taken.',
  ),
  index_method: warning('An index method that its fields do not allow: PostgreSQL’s usual one was taken.'),
  index_predicate: warning('A partial index that does not say of which rows: it holds all of them.'),

  validation_custom: warning('A custom validation rule: it is not generated.'),
  validation_not_applicable: warning(
    'A validation rule that does not apply to the type of its field: it is not generated.',
  ),
  validation_message: warning("A validation rule's own message: the generated backend says it in its own words."),
  enum_options_unused: warning('Enum options of a field that is not an enum.'),
  foreign_key_without_relationship: warning('A field marked as foreign key that no relationship mentions.'),
  relationship_direction: warning('The words of a relationship contradict its keys; the keys were followed.'),
  pattern_posix: warning(
    'A pattern with a class of POSIX such as `[[:alnum:]]`: ECMAScript reads it as a list of single characters.',
  ),
  foreign_key_width: warning(
    'A foreign key that is a narrower or wider whole number than what it refers to: what only the wider one holds cannot be referred to.',
  ),
  relationship_cardinality: warning(
    'A one-to-many or many-to-one relationship whose foreign key is unique, so that one row at most refers to a row.',
  ),
  relationship_conflict: warning('One relationship described twice and differently; the first description holds.'),
  duplicate_id: warning('Two things of one kind share an id, so that a later rename cannot be told apart.'),
  foreign_key_without_index: warning(
    'A foreign key that no index begins with: finding the rows that refer to one reads the whole table.',
  ),
  redundant_index: warning('Two indexes of a table do exactly the same.'),
  char_without_length: warning('`char` without a length holds one character.'),
  soft_delete_name: warning(
    'A table with soft delete has a field named `deleted_at`, which is not the one used for it.',
  ),
  soft_delete_action: warning(
    'A cascade from a table with soft delete to one without: the rows of the latter are removed for good.',
  ),
  empty_rules: warning('An empty list of rules lets nobody in.'),
  redundant_rule: warning('`nobody` beside other rules has no effect.'),
  owner_unused: warning('A table that says who owns its rows, while no rule asks who does.'),
  owner_public_create: warning('Anonymous callers may create rows that need an owner: they will be refused.'),
  owner_creates_alone: warning(
    'Only the owner can create a row of his, and he has one at most, while a role is allowed to manage the rows of everybody.',
  ),
  relationship_likely: info(
    'A field is named after a table and has the type of its key, while no relationship says so: `suggestion` is one to add.',
  ),
  owner_is_creator: info('No role may create rows, so that nobody can create one that belongs to somebody else.'),
  link_table_closed: warning(
    'Nobody may update the rows that links go out from, or nobody may read those that they lead to: no link can be made.',
  ),
} as const satisfies Record<string, IssueCodeInfo>;

export type IssueCode = keyof typeof issueCodes;
