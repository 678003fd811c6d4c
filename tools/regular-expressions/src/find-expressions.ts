import ts from 'typescript';
import { foldText } from './fold-text.ts';

interface Place {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly line: number;
}

/** A static regular expression: a literal, or created by `RegExp` from constants. */
export interface Expression extends Place {
  readonly source: string;
  readonly flags: string;
}

/** A regular expression that is created from values known only at runtime. */
export interface DynamicExpression extends Place {
  /** The source code of the call. */
  readonly code: string;
}

export interface FoundExpressions {
  readonly expressions: readonly Expression[];
  readonly dynamic: readonly DynamicExpression[];
}

const readLiteral = ({ text }: ts.RegularExpressionLiteral): Pick<Expression, 'source' | 'flags'> => {
  const end = text.lastIndexOf('/');
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
};

const isMaking = (node: ts.Node): node is ts.NewExpression | ts.CallExpression =>
  (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'RegExp';

/** Methods such as `text.match('…')`, which convert a string to a regular expression. */
const madeByMethod = (node: ts.Node): ts.Expression | undefined => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [first] = node.arguments;
  const makes = ['match', 'matchAll', 'search'].includes(node.expression.name.text);
  return makes && first !== undefined && ts.isStringLiteralLike(first) ? first : undefined;
};

/** `{ pattern: '…' }` of a JSON Schema, which validators compile in Unicode mode. Dynamic patterns come from models. */
const schemaPattern = (node: ts.Node, source: ts.SourceFile): string | undefined =>
  ts.isPropertyAssignment(node) && node.name.getText(source) === 'pattern'
    ? foldText(node.initializer, source)
    : undefined;

/** Finds all regular expressions of a source file in its syntax tree. */
export const findExpressions = (file: string, text: string): FoundExpressions => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const expressions: Expression[] = [];
  const dynamic: DynamicExpression[] = [];
  const placeOf = (node: ts.Node): Place => ({
    file,
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
  });
  const made = (node: ts.Node, pattern: ts.Expression | undefined, flags: ts.Expression | undefined): void => {
    const [known, knownFlags] = [
      pattern && foldText(pattern, source),
      flags === undefined ? '' : foldText(flags, source),
    ];
    if (known !== undefined && knownFlags !== undefined)
      expressions.push({ ...placeOf(node), source: known, flags: knownFlags });
    else dynamic.push({ ...placeOf(node), code: node.getText(source) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) expressions.push({ ...placeOf(node), ...readLiteral(node) });
    else if (isMaking(node)) made(node, node.arguments?.[0], node.arguments?.[1]);
    else {
      const pattern = madeByMethod(node);
      if (pattern !== undefined) made(node, pattern, undefined);
      const ofSchema = schemaPattern(node, source);
      if (ofSchema !== undefined) expressions.push({ ...placeOf(node), source: ofSchema, flags: 'u' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { expressions, dynamic };
};
