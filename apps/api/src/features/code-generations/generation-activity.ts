import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Activity } from '../../access/activity-record.ts';

/** What is said of a change of a code generation. */
export const generationActivity = (
  verb: 'requested' | 'cancelled' | 'deleted',
  { id, projectName, schemaVersion }: Pick<CodeGenerationRecord, 'id' | 'projectName' | 'schemaVersion'>,
): Activity => ({
  action: `code_generation.${verb}`,
  entityType: 'code_generation',
  entityId: id,
  metadata: { projectName, schemaVersion },
});
