import type { DataModel, Field } from './data-model.schema.ts';
import { createIssueList, hasErrors, type Issue, type IssueList } from './issue.ts';
import { checkAccess } from './resolution/access.ts';
import { resolveLinkTable } from './resolution/link-tables.ts';
import { resolveOwners } from './resolution/owners.ts';
import { resolveRelationships } from './resolution/relationships.ts';
import { resolveTable } from './resolution/tables.ts';
import type { ResolvedModel } from './resolved-model.ts';
import { checkCycles } from './validation/check-cycles.ts';
import { checkFields } from './validation/check-fields.ts';
import { checkKeys } from './validation/check-keys.ts';
import { checkLikelyRelationships } from './validation/check-likely-relationships.ts';
import { checkNames } from './validation/check-names.ts';
import { checkOwnerCreation, checkOwnerUse } from './validation/check-owner-use.ts';
import { checkSoftDelete } from './validation/check-soft-delete.ts';
import { viewModel } from './validation/model-view.ts';

/** Checks a canonical model and answers its open questions; its issues go into the list. */
export const resolveInto = (
  model: DataModel,
  unreadableFields: ReadonlySet<Field>,
  issues: IssueList,
): ResolvedModel => {
  const view = viewModel(model, unreadableFields, issues);
  checkNames(view);
  checkFields(view);
  checkKeys(view);
  checkSoftDelete(view);
  const { keys, keysByHolder, links } = resolveRelationships(view);
  checkLikelyRelationships(view);
  checkCycles(keys, view);
  checkAccess(view);
  const owners = resolveOwners(view, keysByHolder);
  checkOwnerUse(view, owners, keysByHolder);
  checkOwnerCreation(view, owners);
  const tables = [...view.tables.values()].map((table) => resolveTable(view, table, keysByHolder, owners));
  return { name: model.name, tables: [...tables, ...links.map((ends) => resolveLinkTable(ends, view))] };
};

/**
 * Checks whether a canonical model makes sense, and answers every question that it leaves open. All issues are found,
 * not the first one only; their paths point into the canonical model. `resolved` is undefined when any of them is an error.
 */
export const resolveModel = (model: DataModel): { resolved: ResolvedModel | undefined; issues: Issue[] } => {
  const list = createIssueList();
  const resolved = resolveInto(model, new Set(), list);
  return { resolved: hasErrors(list.issues) ? undefined : resolved, issues: [...list.issues] };
};
