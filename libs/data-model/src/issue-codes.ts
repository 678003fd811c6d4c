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
  unknown_member: shape('An unknown member.'),
  too_long: shape('A text is longer than its limit.'),
  too_deep: shape('A document is nested more than 100 levels deep.'),
  too_many: shape('A list is longer than its limit.'),
  more_issues: error('The list of issues was cut off.'),

  missing_member: error('A required member is missing.'),
  empty: error('A name or a list is empty.'),
  unknown_value: error('A value that is not allowed: relationship type, action, format, rule or index type.'),
  number_out_of_range: error('A length, precision or the like is not a whole number within its range.'),
  contradictory_members: error('Two members with the same meaning have different values.'),
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
  bound_not_exact: error('A bound of a bigint is a JSON number that is not exact; write its digits as a text.'),
  pattern_invalid: error('A pattern that is not an ECMAScript regular expression.'),
  default_not_allowed: error(
    'A default of a field that cannot have one, or a function that is not allowed for the type.',
  ),
  default_invalid: error('A default that is not a value of the type of its field or breaks its limits.'),
  validation_value: error('A validation rule of the designer whose value cannot be read.'),

  type_not_a_key: error(
    'A password or a field without an order in a key or an index, or an array or a JSON document in a primary key.',
  ),
  primary_key_conflict: error(
    'A table has two primary keys that differ: in `primaryKey`, in fields marked `primary`, or among its indexes.',
  ),

  relationship_arity: error('A relationship whose two ends list different numbers of fields.'),
  reference_not_a_key: error('Neither side of a relationship is a primary key or unique.'),
  foreign_key_type: error(
    'A foreign key whose type differs from that of the key it refers to, or cannot be in a foreign key.',
  ),
  relationship_to_itself: error('A foreign key whose fields refer to themselves.'),
  required_cycle: error(
    'Required foreign keys that form a cycle over two or more tables: no first row can be created.',
  ),
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
  owner_cycle: error('`ownerVia` forms a cycle.'),

  type_substituted: warning(
    'An SQL type that is generated as the nearest type of ours; the message says how they differ.',
  ),
  primary_key_assumed: warning('No field of a designer’s table is marked as primary; its field `id` was taken.'),
  index_method: warning('An index method that its fields do not allow: PostgreSQL’s usual one was taken.'),
  index_predicate: warning('A partial index without a condition: it covers all rows.'),

  validation_custom: warning('A custom validation rule: it is not generated.'),
  validation_not_applicable: warning(
    'A validation rule that does not apply to the type of its field: it is not generated.',
  ),
  validation_message: warning(
    'A validation rule has a message of its own: the generated backend uses its own message.',
  ),
  enum_options_unused: warning('Enum options of a field that is not an enum.'),
  foreign_key_without_relationship: warning('A field marked as foreign key that no relationship mentions.'),
  relationship_direction: warning('The type of a relationship contradicts its keys; the keys were used.'),
  pattern_posix: warning(
    'A pattern with a POSIX class such as `[[:alnum:]]`: ECMAScript reads it as a list of single characters.',
  ),
  foreign_key_width: warning(
    'A foreign key and the key that it refers to are whole numbers of different widths: values that fit only the wider one cannot be referred to.',
  ),
  relationship_cardinality: warning(
    'A one-to-many or many-to-one relationship whose foreign key is unique: at most one row refers to each row.',
  ),
  relationship_conflict: warning('A relationship is described twice and differently; the first description is used.'),
  duplicate_id: warning('Two things of the same kind share an id: a later rename cannot be recognised.'),
  foreign_key_without_index: warning(
    'A foreign key that no index begins with: finding the rows that refer to a row reads the whole table.',
  ),
  redundant_index: warning('Two indexes of a table do exactly the same.'),
  char_without_length: warning('`char` without a length holds one character.'),
  soft_delete_name: warning(
    'A table with soft delete has a field named `deleted_at`; the time of deletion is kept in another column.',
  ),
  soft_delete_action: warning(
    'A cascade from a table with soft delete to a table without: rows of the second table are removed for good.',
  ),
  empty_rules: warning('An empty list of rules gives nobody access.'),
  redundant_rule: warning('`nobody` beside other rules has no effect.'),
  owner_unused: warning('A table names the owner of its rows, but no rule uses the owner.'),
  owner_public_create: warning('Anonymous callers may create rows that need an owner: they will be refused.'),
  owner_creates_alone: warning(
    'Only owners can create their own rows, one each at most, although a role may manage the rows of everybody.',
  ),
  relationship_likely: info(
    'A field is named after a table and has the type of its key, but no relationship uses it: `suggestion` can be added.',
  ),
  owner_is_creator: info('No role may create rows: nobody can create a row that belongs to somebody else.'),
  link_table_closed: warning(
    'Nobody may update the rows of the first table, or nobody may read those of the second: no link can be created.',
  ),
} as const satisfies Record<string, IssueCodeInfo>;

export type IssueCode = keyof typeof issueCodes;
