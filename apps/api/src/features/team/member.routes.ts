import { changeMemberRole, leaveProject, listMembers, removeMember, transferProject } from '@snapinfra/contracts';
import type { Reading } from '../../access/reading.ts';
import type { App } from '../../http/app-instance.ts';
import { listEnvelope } from '../../http/envelope.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import { mapPage } from '../../storage/list-page.ts';
import type {
  createChangeRole,
  createLeaveProject,
  createRemoveMember,
  createTransferProject,
} from './change-members.ts';
import type { membersReading } from './list-team.ts';
import type { MemberItems } from './member-reading.ts';
import { toMember } from './team-views.ts';

export interface MemberRoutesDeps {
  readonly members: {
    readonly all: ReturnType<typeof membersReading>;
    /** The member in the path; the caller; the member in the body, who becomes the tenant. */
    readonly named: Reading<MemberItems>;
    readonly self: Reading<MemberItems>;
    readonly next: Reading<MemberItems>;
    readonly changeRole: ReturnType<typeof createChangeRole>;
    readonly remove: ReturnType<typeof createRemoveMember>;
    readonly leave: ReturnType<typeof createLeaveProject>;
    readonly transfer: ReturnType<typeof createTransferProject>;
  };
  readonly run: RunChange;
  readonly clock: Clock;
}

/** The members of a project. */
export const memberRoutes = (app: App, { members, run, clock }: MemberRoutesDeps): void => {
  app.route({
    ...listMembers,
    config: { reading: members.all },
    handler: async (request) => {
      const page = await members.all.of(request)();
      return listEnvelope(
        mapPage(page, (member) => toMember(member, request.access.project)),
        clock(),
      );
    },
  });
  app.route({
    ...changeMemberRole,
    config: { reading: members.named },
    handler: (request, reply) => {
      const change = { role: request.body.role, ifMatch: request.headers['if-match'] };
      return run(request, reply, (commit) => members.changeRole(members.named.of(request), change, commit));
    },
  });
  app.route({
    ...removeMember,
    config: { reading: members.named },
    handler: (request, reply) =>
      run(request, reply, (commit) => members.remove(members.named.of(request), request.headers['if-match'], commit)),
  });
  app.route({
    ...leaveProject,
    config: { reading: members.self, endsOwnRight: 'membership' },
    handler: (request, reply) => run(request, reply, (commit) => members.leave(members.self.of(request), commit)),
  });
  app.route({
    ...transferProject,
    config: { reading: members.next, endsOwnRight: 'role' },
    handler: (request, reply) => run(request, reply, (commit) => members.transfer(members.next.of(request), commit)),
  });
};
