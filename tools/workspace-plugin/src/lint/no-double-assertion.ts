import { defineRule, isNode } from './rule.ts';

/** Bans `x as unknown as T` (or through any), an unchecked type. */
export const noDoubleAssertion = defineRule(
  'Do not cast through another type: narrow with a check, or decode against a schema.',
  (report) => ({
    TSAsExpression(node) {
      const { expression } = node;
      if (isNode(expression) && expression.type === 'TSAsExpression') report(node);
    },
  }),
);
