import Type, { type Static } from 'typebox';

/** A deployment of a project. */
export const Deployment = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  url: Type.Optional(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Deployment = Static<typeof Deployment>;
