import { limits } from './limits.ts';
import type { Entity } from './registry.ts';
import type { Action, Rule } from './resource.ts';

const rulesOf = (entity: Entity, action: Action): readonly Rule[] =>
  entity.resource.access[action].filter((rule) => rule !== 'nobody');

/** Whether an action is refused to everybody, so that no token helps. */
export const isClosed = (entity: Entity, action: Action): boolean => rulesOf(entity, action).length === 0;

export const isPublic = (entity: Entity, action: Action): boolean => rulesOf(entity, action).includes('public');

/** The resources whose rows a request can embed, however deep. */
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

/** Whether somebody who is known may be refused a list of the rows: not where he gets those that he may see. */
const refusesKnown = (entity: Entity): boolean => {
  const rules = rulesOf(entity, 'read');
  return !['public', 'authenticated', 'owner'].some((open) => rules.some((rule) => rule === open));
};

const mayBeForbidden = (entity: Entity, action: Action): boolean => {
  if (action === 'read') return [entity, ...embeddable(entity)].some(refusesKnown);
  const rules = rulesOf(entity, action);
  const isOpen = rules.includes('public') || rules.includes('authenticated');
  return !isOpen || (action === 'create' && entity.ownerMember !== undefined);
};

/**
 * The statuses of refusals that follow from access. Where tokens are checked, a wrong one is refused everywhere; where
 * none are, so is whoever does not call from this machine.
 */
export const refusals = (entity: Entity, action: Action, needsToken: boolean): readonly number[] => [
  ...(needsToken ? [401] : []),
  ...(!needsToken || mayBeForbidden(entity, action) ? [403] : []),
];

/** Whether who has written a row may read it: the rules that let him write decide. */
export const writerReads = (entity: Entity, action: 'create' | 'update'): 'always' | 'never' | 'sometimes' => {
  const read = rulesOf(entity, 'read');
  if (read.length === 0) return 'never';
  const write = rulesOf(entity, action);
  const reads = (rule: Rule): boolean =>
    read.includes('public') || read.includes(rule) || (read.includes('authenticated') && rule !== 'public');
  return write.every(reads) ? 'always' : 'sometimes';
};
