import Type, { type Static } from 'typebox';

/** As much of a deployment as lists show: table `deployments`, {@link deploymentKey}. */
export const DeploymentRecord = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  url: Type.Optional(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  deletingAt: Type.Optional(Type.String()),
});
export type DeploymentRecord = Static<typeof DeploymentRecord>;

export const deploymentKey = (id: string) => ({ pk: `DEPLOYMENT#${id}`, sk: 'RECORD' }) as const;
