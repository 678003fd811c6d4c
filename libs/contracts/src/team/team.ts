import Type, { type Static } from 'typebox';
import { roles } from '../access/permissions.ts';
import { DateTime } from '../http/envelope.ts';
import { EmailAddress } from './email-address.ts';
import { InvitedRoleWord, invitedRoles, RoleWord } from './role.ts';

/** A project has so many members at most, and so many invitations that are pending. */
export const maximumMembers = 200;
export const maximumPendingInvitations = 100;

/** How long an invitation can be accepted. */
export const invitationDays = 14;

const closed = { additionalProperties: false } as const;

const email = Type.Optional(Type.String({ description: 'Where it is verified' }));
const name = Type.Optional(Type.String());

/** A member of a project. */
export const Member = Type.Object({
  projectId: Type.String(),
  userId: Type.String(),
  email,
  name,
  role: Type.Enum(roles),
  isTenant: Type.Boolean({ description: 'The one owner whose limits and bills the project counts for' }),
  joinedAt: DateTime,
  updatedAt: DateTime,
  version: Type.Integer({ description: 'Grows by one with every change; the ETag' }),
});
export type Member = Static<typeof Member>;

/** The caller's own membership, with the name of its project. */
export const Membership = Type.Object({ ...Member.properties, projectName: Type.String() });
export type Membership = Static<typeof Membership>;

/** An invitation that is neither accepted nor over. */
export const Invitation = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  projectName: Type.String({ description: 'When it was made' }),
  email: Type.String({ description: 'In lower case' }),
  role: Type.Enum(invitedRoles),
  invitedBy: Type.Object({ userId: Type.String(), name, email }),
  status: Type.Literal('pending'),
  createdAt: DateTime,
  expiresAt: DateTime,
});
export type Invitation = Static<typeof Invitation>;

/** The answer to an invitation's sender alone. */
export const SentInvitation = Type.Object({
  ...Invitation.properties,
  link: Type.String({
    format: 'uri',
    description: 'A page that accepts the invitation by `token`, for those whom mail does not reach. Shown once',
  }),
  token: Type.String({
    description: 'Accepts the invitation once, whatever the e-mail address of the caller. Shown once',
  }),
});
export type SentInvitation = Static<typeof SentInvitation>;

export const InviteMemberBody = Type.Object({ email: EmailAddress, role: InvitedRoleWord }, closed);
export type InviteMemberBody = Static<typeof InviteMemberBody>;

const Token = Type.String({ minLength: 1, maxLength: 128, description: 'Of the link, instead of a verified e-mail' });

/** A caller with the invitation's e-mail address, verified, needs no body. The token is never in a URL, which logs would keep. */
export const AnswerInvitationBody = Type.Object({ token: Type.Optional(Token) }, closed);
export type AnswerInvitationBody = Static<typeof AnswerInvitationBody>;

export const DeclinedInvitation = Type.Object({ id: Type.String(), status: Type.Literal('declined') });

export const ChangeRoleBody = Type.Object({ role: RoleWord }, closed);
export type ChangeRoleBody = Static<typeof ChangeRoleBody>;

export const LeftProject = Type.Object({ projectId: Type.String(), userId: Type.String(), left: Type.Literal(true) });

/** The id of a user in a body: bounded, as it becomes part of a key. */
export const TransferProjectBody = Type.Object({ userId: Type.String({ minLength: 1, maxLength: 256 }) }, closed);
export type TransferProjectBody = Static<typeof TransferProjectBody>;
