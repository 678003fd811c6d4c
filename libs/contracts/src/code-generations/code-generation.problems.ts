import { defineProblems } from '../http/problem-info.ts';

/** The refusals of code generations. */
export const codeGenerationProblems = defineProblems({
  code_generation_not_found: {
    status: 404,
    title: 'Code generation not found',
    meaning: 'No such code generation, or the caller is not a member of its project.',
  },
  file_not_found: { status: 404, title: 'File not found', meaning: 'The generation has no file of this path.' },
  code_generation_not_completed: {
    status: 409,
    title: 'The code generation is not completed',
    meaning: 'There is nothing to download or look at unless the status is `completed`.',
  },
  code_generation_ended: {
    status: 409,
    title: 'The code generation has ended',
    meaning: 'Only a pending or processing generation can be cancelled.',
  },
  database_not_supported: {
    status: 422,
    title: 'The database is not supported',
    meaning: 'Code is generated for PostgreSQL only.',
  },
  destructive_changes: {
    status: 422,
    title: 'The migration would lose data',
    meaning:
      'The database of the generation that this one continues from has data that the model has no place for: `changes` has the steps, and what may have been renamed. Answer by `options.renames`, or accept the loss by `options.allowDestructive: true`.',
  },
  history_not_continuable: {
    status: 422,
    title: 'The history cannot be continued',
    meaning:
      'What was stored of the generation to continue from cannot be read by this version, or nothing was, as histories were not kept yet: continue from another one by `options.base`, or begin anew by `options.fresh`.',
  },
  base_not_found: {
    status: 422,
    title: 'There is no such generation to continue from',
    meaning: 'The project has no completed generation of this id whose database is known.',
  },
  history_options_conflict: {
    status: 422,
    title: 'The options contradict each other',
    meaning: '`options.base` names what to continue from, and `options.fresh` says to continue from nothing.',
  },
  renames_not_valid: {
    status: 422,
    title: 'The renames are not valid',
    meaning:
      'A rename names something that the model before, or this one, does not have, or contradicts another one; or there is nothing to continue from, and so nothing to rename.',
  },
  next_migration_taken: {
    status: 422,
    title: 'The number of the next migration is taken',
    meaning: '`options.nextMigration` is not above the numbers of the migrations that were generated before.',
  },
});
