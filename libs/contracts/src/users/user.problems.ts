import { defineProblems } from '../http/problem-info.ts';

/** The refusals of users. */
export const userProblems = defineProblems({
  export_not_found: {
    status: 404,
    title: 'Export not found',
    meaning: 'The caller has no such export: it was removed after seven days, or never existed.',
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
    meaning:
      'Ten exports of the caller are kept already, each for seven days: use one of those, or wait until the oldest is removed.',
  },
});
