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
});
