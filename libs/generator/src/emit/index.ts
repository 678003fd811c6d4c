export { EmitError, none, render, type Code, type Interpolation, type Language } from './code.ts';
export {
  bigintLiteral,
  comment,
  docComment,
  docLine,
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
  type ImportOptions,
} from './typescript.ts';
export { importStatements, tsModule } from './ts-module.ts';
export { isIdentifierName, isReservedWord } from './reserved-words.ts';
export {
  isStorableText,
  maxSqlNameBytes,
  sql,
  sqlBoolean,
  sqlComment,
  sqlDecimal,
  sqlIdentifier,
  sqlJoin,
  sqlLiteral,
  sqlNumber,
  sqlText,
} from './sql.ts';
export {
  markdownCode,
  markdownFence,
  markdownHeading,
  markdownNumber,
  markdownTable,
  markdownText,
  md,
  mdJoin,
  mermaidLabel,
  type FenceLanguage,
} from './markdown.ts';
export {
  hashComment,
  jsonText,
  plain,
  plainJoin,
  plainNumber,
  shellWord,
  yaml,
  yamlComment,
  yamlString,
} from './plain.ts';
export {
  createFileSet,
  isSafeSegment,
  projectPath,
  type FileContent,
  type FileSet,
  type ProjectPath,
} from './paths.ts';
export { withoutTrailing, words } from './text.ts';
