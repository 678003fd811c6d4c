import { defineProblems } from '../http/problem-info.ts';

/** The refusals of teams. */
export const teamProblems = defineProblems({
  invitation_not_found: {
    status: 404,
    title: 'Invitation not found',
    meaning:
      'No such invitation, or it is not for the caller: it was accepted, declined, revoked or replaced, has expired, its sender may no longer invite, or neither the verified e-mail address nor the token matches.',
  },
  member_not_found: {
    status: 404,
    title: 'Member not found',
    meaning: 'The project has no such member, or the member is being removed and can become no owner.',
  },
  already_member: {
    status: 409,
    title: 'Already a member',
    meaning: 'The person is a member of the project already: change the role instead.',
  },
  last_owner: {
    status: 409,
    title: 'A project needs an owner',
    meaning: 'The change would leave the project without an owner: make another member an owner first.',
  },
  team_full: {
    status: 409,
    title: 'The team is full',
    meaning: 'A project has 200 members at most, and 100 pending invitations.',
  },
});
