import type { Planting } from '../planting.ts';
import { inAccess } from './in-access.ts';
import { inAnswers } from './in-answers.ts';
import { inDeletions } from './in-deletions.ts';
import { inExactness } from './in-exactness.ts';
import { inHeaders } from './in-headers.ts';
import { inLists } from './in-lists.ts';
import { inTheDocument } from './in-the-document.ts';
import { inRows } from './in-rows.ts';
import { inTheMigration } from './in-the-migration.ts';

/** All faults, in the order in which they are planted. */
export const plantings: readonly Planting[] = [
  ...inTheMigration,
  ...inLists,
  ...inRows,
  ...inDeletions,
  ...inAnswers,
  ...inAccess,
  ...inExactness,
  ...inHeaders,
  ...inTheDocument,
];
