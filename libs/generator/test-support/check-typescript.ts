import ts from 'typescript';
import { marker } from './injection-corpus.ts';

const member = (value: object, name: string): unknown => (name in value ? Reflect.get(value, name) : undefined);
const isEmpty = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) ? value.length === 0 : value instanceof Map && value.size === 0);

/** Whether a name stands where only the key of a property can: `{ name: … }`, `interface { name: … }`, `object.name`. */
const isKey = (node: ts.Node): boolean => {
  const { parent } = node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyAccessExpression(parent)) &&
    parent.name === node
  );
};

const isTextAllowed = (node: ts.Node): boolean =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || (ts.isIdentifier(node) && isKey(node));

const isLeaf = (node: ts.Node): boolean =>
  ts.isIdentifier(node) ||
  ts.isPrivateIdentifier(node) ||
  ts.isLiteralExpression(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddleOrTemplateTail(node);

const directive = /^(?:\/\/|\/\*+)\s*(?:eslint|oxlint|prettier|biome|c8|v8|istanbul)[-: ]|source(?:Mapping)?URL=/;

/** What is wrong with an emitted TypeScript file: it does not parse, a model's text is code in it, or a comment has an effect. */
export const typescriptProblems = (path: string, text: string): readonly string[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const problems: string[] = [];
  if (!isEmpty(member(source, 'parseDiagnostics'))) problems.push(`${path} does not parse`);
  for (const name of [
    'commentDirectives',
    'referencedFiles',
    'typeReferenceDirectives',
    'libReferenceDirectives',
    'pragmas',
    'checkJsDirective',
  ]) {
    if (!isEmpty(member(source, name))) problems.push(`${path} has ${name}`);
  }
  const visit = (node: ts.Node): void => {
    if (isLeaf(node) && node.getText().includes(marker) && !isTextAllowed(node)) {
      problems.push(`${path} has a model's text as ${ts.SyntaxKind[node.kind]}: ${node.getText()}`);
    }
    for (const comment of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
      if (directive.test(text.slice(comment.pos, comment.end))) problems.push(`${path} has a directive in a comment`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
};
