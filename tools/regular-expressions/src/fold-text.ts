import ts from 'typescript';

/** The initializer of a top-level constant of the file. */
const declarationOf = (name: string, source: ts.SourceFile): ts.Expression | undefined => {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name) && declaration.name.text === name) return declaration.initializer;
    }
  }
  return undefined;
};

const isRaw = ({ tag }: ts.TaggedTemplateExpression): boolean =>
  ts.isPropertyAccessExpression(tag) && tag.name.text === 'raw' && tag.expression.getText() === 'String';

const foldTemplate = (template: ts.TemplateLiteral, source: ts.SourceFile, raw: boolean): string | undefined => {
  const textOf = (part: ts.TemplateLiteralLikeNode): string => (raw ? (part.rawText ?? part.text) : part.text);
  if (ts.isNoSubstitutionTemplateLiteral(template)) return textOf(template);
  let text = textOf(template.head);
  for (const { expression, literal } of template.templateSpans) {
    const inner = foldText(expression, source);
    if (inner === undefined) return undefined;
    text += inner + textOf(literal);
  }
  return text;
};

/**
 * Evaluates a constant string expression: literals, templates, concatenation and constants of the file; otherwise
 * undefined.
 */
export const foldText = (expression: ts.Expression, source: ts.SourceFile): string | undefined => {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isTemplateExpression(expression)) return foldTemplate(expression, source, false);
  if (ts.isTaggedTemplateExpression(expression) && isRaw(expression))
    return foldTemplate(expression.template, source, true);
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [foldText(expression.left, source), foldText(expression.right, source)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (!ts.isIdentifier(expression)) return undefined;
  const declared = declarationOf(expression.text, source);
  // Terminates: a constant that refers to itself would not compile.
  return declared === undefined ? undefined : foldText(declared, source);
};
