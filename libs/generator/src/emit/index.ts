export { EmitError, none, render, type Code } from './code.ts';
export {
  bigintLiteral,
  comment,
  docComment,
  identifier,
  imported,
  jsonLiteral,
  primitive,
  propertyAccess,
  propertyKey,
  stringLiteral,
  stringUnion,
  ts,
  tsJoin,
} from './typescript.ts';
export { tsModule } from './ts-module.ts';
export { isIdentifierName, isReservedWord } from './reserved-words.ts';
export {
  maxSqlNameBytes,
  sql,
  sqlBody,
  sqlBoolean,
  sqlComment,
  sqlDecimal,
  sqlIdentifier,
  sqlJoin,
  sqlLiteral,
  sqlNameText,
  sqlNumber,
  sqlText,
  sqlTypeName,
} from './sql.ts';
export {
  markdownCode,
  markdownFence,
  markdownHeading,
  markdownTable,
  markdownText,
  md,
  mdJoin,
  mermaidLabel,
} from './markdown.ts';
export { jsonText, plain, plainJoin, plainNumber, shellWord, yamlString } from './plain.ts';
export {
  createFileSet,
  isSafeSegment,
  projectPath,
  type FileContent,
  type FileSet,
  type ProjectPath,
} from './paths.ts';
export { withoutTrailing, words } from './text.ts';
