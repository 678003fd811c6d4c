export * from './data-model.schema.ts';
export type * from './resolved-model.ts';
export { blocksSaving, hasErrors, maximumIssues, type Issue, type Suggestion } from './issue.ts';
export { issueCodes, severities, type IssueCode, type Severity } from './issue-codes.ts';
export { indexMethodOf, type IndexedColumn } from './index-method.ts';
export { toDataModel } from './to-data-model.ts';
export { resolveModel } from './resolve-model.ts';
export { type DataModelReading, readDataModel } from './read-data-model.ts';
export { compareDecimals, type Decimal, decimalText, readDecimal } from './values/decimals.ts';
