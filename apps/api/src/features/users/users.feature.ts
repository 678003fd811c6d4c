import type { Feature, FeatureDeps } from '../feature.ts';
import type { ProjectAccess } from '../project-access.ts';
import { createDeleteMe, leaverReading } from './delete-me.ts';
import { createRequestExport, ownExportReading, ownExportsReading } from './export-me.ts';
import { ExportRecord, RunningExportItem } from './export-record.ts';
import { createMakeExport } from './make-export.ts';
import { addNoteUsers } from './note-users.ts';
import { createReadMe, ownRecordReading } from './read-me.ts';
import { createRemoveUser, createSweepUsers, type LeavingTeams } from './remove-user.ts';
import { createSweepExports, limitExports } from './sweep-exports.ts';
import { createUserFiles, type UserFilesDeps } from './user-files.ts';
import { UserRecord } from './user-record.ts';
import { userRoutes } from './user.routes.ts';
import { writableTable } from '../../storage/tables.ts';

export interface UsersDeps extends FeatureDeps {
  readonly teams: LeavingTeams & UserFilesDeps['teams'];
  readonly projects: Pick<ProjectAccess, 'removeAlone'>;
  /** All other areas: what they keep of a user, and of projects, goes with the user and into exports. */
  readonly others: readonly Pick<Feature, 'exportOfProject' | 'exportOfUser' | 'removeOfUser'>[];
}

const openStores = ({ storage }: UsersDeps) => ({
  users: storage.open('users', UserRecord),
  exports: storage.open('users', ExportRecord),
  running: storage.open('users', RunningExportItem),
  objects: storage.objects,
});

/** Users: who they are, everything of theirs as an archive, and their removal. */
export const createUsers = (deps: UsersDeps): Feature => {
  const { others, background, clock, newId } = deps;
  const stores = openStores(deps);
  const { users, exports } = stores;
  const stopping = new AbortController();
  const filesOf = createUserFiles({
    ...{ ...deps, users },
    exportOfProject: () => others.flatMap(({ exportOfProject = [] }) => exportOfProject),
    exportOfUser: () => others.flatMap(({ exportOfUser = [] }) => exportOfUser),
  });
  const making = { ...deps, exports: writableTable(exports), objects: stores.objects, filesOf };
  const makeExport = limitExports(createMakeExport({ ...making, holder: newId(), stopping: stopping.signal }));
  const removeOfUser = () => others.flatMap((other) => other.removeOfUser ?? []);
  const removeUser = createRemoveUser({ ...deps, users, exports, removeOfUser });
  const start = (record: ExportRecord) => background.run('an export', () => makeExport(record));
  const me = {
    record: ownRecordReading({ users }),
    leaver: leaverReading(deps.storage, users),
    exports: ownExportsReading(stores),
    oneExport: ownExportReading(stores, clock),
    read: createReadMe({ users, clock }),
    remove: createDeleteMe({ ...deps, users, removeUser }),
    requestExport: createRequestExport({ ...deps, stores, start }),
  };
  return {
    routes: (app) => {
      addNoteUsers(app, { ...deps, users });
      userRoutes(app, { ...deps, me, exportStores: stores });
      app.addHook('preClose', async () => stopping.abort(new Error('This instance is stopping.')));
    },
    sweeps: [createSweepExports({ ...deps, ...stores, makeExport }), createSweepUsers(deps, users, removeUser)],
  };
};
