import { isClosed, rulesOf, someRules } from './access.ts';
import { limits } from './limits.ts';
import type { Entity } from './registry.ts';
import type { Action, Rule } from './resource.ts';

const isOneOf =
  (...wanted: readonly Rule[]) =>
  (rules: readonly Rule[]): boolean =>
    rules.some((rule) => wanted.includes(rule));

export const isPublic = (entity: Entity, action: Action): boolean => someRules(entity, action, isOneOf('public'));

/** The resources whose rows a request can embed, at any allowed depth. */
const embeddable = (entity: Entity): ReadonlySet<Entity> => {
  const found = new Set<Entity>();
  let level = [entity];
  for (let depth = 0; depth < limits.includeDepth; depth += 1) {
    level = level
      .flatMap((from) => [...from.relations.values()].map(({ target }) => target))
      .filter((target) => !found.has(target));
    for (const target of level) found.add(target);
  }
  return found;
};

/** Whether some authenticated callers may not read the rows at all, instead of seeing only their own. */
const refusesKnown = (entity: Entity): boolean =>
  !someRules(entity, 'read', isOneOf('public', 'authenticated', 'owner'));

const mayBeForbidden = (entity: Entity, action: Action): boolean => {
  if (action === 'read') return [entity, ...embeddable(entity)].some(refusesKnown);
  // Changing a link also needs the right to create one.
  const taken: readonly Action[] = action === 'update' && entity.ends !== undefined ? ['update', 'create'] : [action];
  const isOpen = taken.every((one) => someRules(entity, one, isOneOf('public', 'authenticated')));
  return !isOpen || (action === 'create' && entity.ownerMember !== undefined);
};

/**
 * The error statuses that access control can cause. With JWT authentication an invalid token is rejected everywhere;
 * without authentication, callers from other machines are.
 */
export const refusals = (entity: Entity, action: Action, needsToken: boolean): readonly number[] => [
  ...(needsToken ? [401] : []),
  ...(!needsToken || mayBeForbidden(entity, action) ? [403] : []),
];

/** Whether callers who may write a row may also read it. */
export const writerReads = (entity: Entity, action: 'create' | 'update'): 'always' | 'never' | 'sometimes' => {
  // Whoever creates a link may change its source row and therefore see the link.
  if (entity.ends !== undefined) return 'always';
  if (isClosed(entity, 'read')) return 'never';
  const read = rulesOf(entity, 'read');
  const write = rulesOf(entity, action).filter((rule) => rule !== 'nobody');
  const reads = (rule: Rule): boolean =>
    read.includes('public') || read.includes(rule) || (read.includes('authenticated') && rule !== 'public');
  return write.every(reads) ? 'always' : 'sometimes';
};
