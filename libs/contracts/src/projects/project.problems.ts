import { defineProblems } from '../http/problem-info.ts';

/** The refusals of projects. */
export const projectProblems = defineProblems({
  project_not_found: {
    status: 404,
    title: 'Project not found',
    meaning: 'No such project, or the caller is not a member of it.',
  },
});
