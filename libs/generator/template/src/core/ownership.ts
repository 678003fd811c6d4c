import { rulesOf, type Caller } from './access.ts';
import { forbidden, unauthenticated } from './problems.ts';
import type { Entity, Member } from './registry.ts';
import { canHold, isSpelledAsStored, subjectValue } from './subjects.ts';

/** Which owner a create request may set, and the owner if it sets none. */
export interface Ownership {
  readonly member: Member;
  /** Whether the request must name the owner. */
  readonly required: boolean;
  /** Checks a value that is otherwise valid for the field. */
  readonly faultOf: (value: unknown) => string | undefined;
  /** The owner if the request sets none; undefined leaves it to the column's default. */
  readonly unlessNamed: string | number | undefined;
}

const setFromToken = 'is set from the token and cannot be sent';

/** Whether some callers, those who may create rows by a role, can set another owner. */
export const isNameable = (entity: Entity): boolean =>
  entity.ownerMember !== undefined && rulesOf(entity, 'create').some((rule) => rule.startsWith('role:'));

const mayName = (entity: Entity, caller: Caller): boolean =>
  rulesOf(entity, 'create').some((rule) => rule.startsWith('role:') && caller.hasRole(rule.slice('role:'.length)));

const named = (member: Member, { subject }: Caller): Ownership => {
  const isLeftToDefault = member.column.hasDefault;
  const suits = canHold(member, subject);
  return {
    member,
    required: !isLeftToDefault && !suits,
    faultOf: (value) =>
      value === null || isSpelledAsStored(member, String(value))
        ? undefined
        : 'must be a subject, spelled exactly as it is stored',
    unlessNamed: isLeftToDefault || !suits ? undefined : subjectValue(member, subject),
  };
};

/**
 * The owner of a new row. Callers who may create rows by a role can set any owner; the default is the column's default,
 * otherwise the caller. All other callers can only create rows of their own, as anything else would be impersonation.
 */
export const ownershipOf = (entity: Entity, caller: Caller | undefined): Ownership | undefined => {
  const member = entity.ownerMember;
  if (member === undefined) return undefined;
  if (caller === undefined) {
    if (!member.nullable) throw unauthenticated();
    return {
      member,
      required: false,
      faultOf: (value) => (value === null ? undefined : setFromToken),
      unlessNamed: undefined,
    };
  }
  if (mayName(entity, caller)) return named(member, caller);
  if (!canHold(member, caller.subject)) {
    throw forbidden(`The token's subject is not a value that ${JSON.stringify(member.name)} can hold.`);
  }
  const own = subjectValue(member, caller.subject);
  return { member, required: false, faultOf: (value) => (value === own ? undefined : setFromToken), unlessNamed: own };
};

/** Adds the default owner to the values of a new row. */
export const withOwner = (
  values: ReadonlyMap<Member, unknown>,
  ownership: Ownership | undefined,
): ReadonlyMap<Member, unknown> =>
  ownership?.unlessNamed === undefined || values.has(ownership.member)
    ? values
    : new Map([...values, [ownership.member, ownership.unlessNamed]]);
