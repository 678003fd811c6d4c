import { defineRule, isNode, type Node } from './rule.ts';

/**
 * Text that is put together by hand in the generator: a template without a tag, or `+` with a string in it.
 * Error messages may be; they are read by people and never written to a file of the output.
 */
export const noRawInterpolation = defineRule(
  'Build output with the emitter (ts, sql, md, yaml… tags and their encoders): hand-made text can carry model text into code.',
  (report) => ({
    TemplateLiteral(node) {
      const { expressions } = node;
      if (!Array.isArray(expressions) || expressions.length === 0) return;
      if (node.parent?.type === 'TaggedTemplateExpression' || isMadeForPeople(node)) return;
      report(node);
    },
    BinaryExpression(node) {
      if (node['operator'] !== '+' || isMadeForPeople(node)) return;
      if (isText(node['left']) || isText(node['right'])) report(node);
    },
  }),
);

const isText = (value: unknown): boolean =>
  isNode(value) &&
  (value.type === 'TemplateLiteral' || (value.type === 'Literal' && typeof value['value'] === 'string'));

function isMadeForPeople(node: Node): boolean {
  for (let ancestor = node.parent; ancestor !== undefined && ancestor !== null; ancestor = ancestor.parent) {
    if (ancestor.type === 'ThrowStatement') return true;
    if (ancestor.type === 'NewExpression' && isErrorName(ancestor['callee'])) return true;
    if (ancestor.type.endsWith('Statement') || ancestor.type.includes('Function')) return false;
  }
  return false;
}

const isErrorName = (callee: unknown): boolean =>
  isNode(callee) && typeof callee['name'] === 'string' && callee['name'].endsWith('Error');
