import { itemExists, type Condition } from '@snapinfra/aws-clients';
import type { ConditionChange } from './job-system.ts';

const without = (condition: Condition, attribute: string): Condition | undefined => {
  if ('conditions' in condition) {
    const conditions = condition.conditions.map((part) => without(part, attribute));
    const kept = conditions.filter((part) => part !== undefined);
    // One branch that always holds makes the whole of them hold.
    if (condition.kind === 'or' && kept.length < conditions.length) return undefined;
    return kept.length === 0 ? undefined : { ...condition, conditions: kept };
  }
  const [name] = typeof condition.path === 'string' ? [condition.path] : condition.path;
  return name === attribute ? undefined : condition;
};

/** Conditions that no longer ask for an attribute: as if somebody had forgotten it. */
export const ignoring =
  (attribute: string): ConditionChange =>
  (condition) =>
    condition && (without(condition, attribute) ?? itemExists);
