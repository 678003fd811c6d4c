import Type, { type Static } from 'typebox';
import { ownedRecord } from '../../records/owned-record.ts';

/** As much of a deployment as lists show: table `deployments`. */
export const DeploymentRecord = ownedRecord({
  platform: Type.String(),
  status: Type.String(),
  url: Type.Optional(Type.String()),
});
export type DeploymentRecord = Static<typeof DeploymentRecord>;
