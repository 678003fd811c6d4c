import { defineProblems } from '../http/problem-info.ts';

/** The refusals of architectures. */
export const architectureProblems = defineProblems({
  architecture_not_found: {
    status: 404,
    title: 'Architecture not found',
    meaning: 'No such architecture, or the caller is not a member of its project.',
  },
});
