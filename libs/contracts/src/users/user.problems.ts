import { defineProblems } from '../http/problem-info.ts';

/** The refusals of users. */
export const userProblems = defineProblems({
  export_not_found: {
    status: 404,
    title: 'Export not found',
    meaning: 'The caller has no such export: it is over seven days old, or never was.',
  },
  projects_need_an_owner: {
    status: 409,
    title: 'Projects need another owner',
    meaning:
      'The caller is the last owner of projects that others share: `errors[]` names them. Transfer or delete them first.',
  },
  too_many_exports: {
    status: 409,
    title: 'Too many exports',
    meaning: 'Ten exports of the caller are kept already, each for seven days: download one of them.',
  },
});
