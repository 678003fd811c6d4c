import { defineRule, isNode, type Node } from './rule.ts';

/**
 * Bans string concatenation in the generator: templates without a tag, and `+` with a string. Allowed in error
 * messages, which are not part of the output, and in arguments of the emitter's encoders.
 */
export const noRawInterpolation = defineRule(
  'Build output with the emitter (ts, sql, md, yaml… tags and their encoders): concatenated text can inject model text into code.',
  (report) => ({
    TemplateLiteral(node) {
      const { expressions } = node;
      if (!Array.isArray(expressions) || expressions.length === 0) return;
      if (node.parent?.type === 'TaggedTemplateExpression' || isHarmless(node)) return;
      report(node);
    },
    BinaryExpression(node) {
      if (node['operator'] !== '+' || isHarmless(node)) return;
      if (isText(node['left']) || isText(node['right'])) report(node);
    },
  }),
);

/** Functions of the emitter that encode text, or reject text that is not valid in its place. */
const encoders = new Set([
  'comment',
  'docComment',
  'docLine',
  'hashComment',
  'identifier',
  'imported',
  'markdownCode',
  'markdownHeading',
  'markdownText',
  'mermaidLabel',
  'projectPath',
  'propertyKey',
  'shellWord',
  'sqlComment',
  'sqlIdentifier',
  'sqlLiteral',
  'sqlText',
  'stringLiteral',
  'yamlComment',
  'yamlString',
]);

const isText = (value: unknown): boolean =>
  isNode(value) &&
  (value.type === 'TemplateLiteral' || (value.type === 'Literal' && typeof value['value'] === 'string'));

/** Whether a node is an argument of an encoder, or part of an error message. */
function isHarmless(node: Node): boolean {
  for (let ancestor = node.parent; ancestor !== undefined && ancestor !== null; ancestor = ancestor.parent) {
    if (ancestor.type === 'ThrowStatement') return true;
    if (ancestor.type === 'NewExpression' && nameOf(ancestor['callee']).endsWith('Error')) return true;
    if (ancestor.type === 'CallExpression') return encoders.has(nameOf(ancestor['callee']));
    if (ancestor.type.endsWith('Statement') || ancestor.type.includes('Function')) return false;
  }
  return false;
}

const nameOf = (callee: unknown): string =>
  isNode(callee) && typeof callee['name'] === 'string' ? callee['name'] : '';
