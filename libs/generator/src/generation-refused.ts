import type { ChangePlan } from './schema-changes/change-plan.ts';

/** An input that cannot be generated from; `code` is stable. */
export class GenerationRefusedError extends Error {
  override readonly name = 'GenerationRefusedError';
  readonly code:
    | 'package_name_not_valid'
    | 'renames_not_valid'
    | 'destructive_changes'
    | 'next_migration_taken'
    | 'history_not_readable';
  /** Of `destructive_changes`: all that the change would do. */
  readonly plan: ChangePlan | undefined;
  constructor(code: GenerationRefusedError['code'], message: string, plan?: ChangePlan) {
    super(message);
    this.code = code;
    this.plan = plan;
  }
}
