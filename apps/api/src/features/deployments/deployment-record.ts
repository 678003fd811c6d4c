import Type, { type Static } from 'typebox';

/** As much of a deployment as lists show: table `deployments`. */
export const DeploymentRecord = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  url: Type.Optional(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type DeploymentRecord = Static<typeof DeploymentRecord>;
