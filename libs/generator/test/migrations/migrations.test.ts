import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { embedded, onCluster, type Backend, type Migrating } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { advisingTests } from './advising.ts';
import { applyingTests } from './applying.ts';
import { meetingTests } from './meeting.ts';
import { refusingTests } from './refusing.ts';
import { takenNameTests } from './taken-names.ts';

const postgres = usePostgres();

const onBackend = (open: () => Promise<Backend>, define: (given: () => Migrating) => void): void => {
  let backend: Backend;
  let migrating: Migrating;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.stop());
  beforeEach(async () => void (migrating = await backend.start()));
  afterEach(() => migrating.close());
  define(() => migrating);
};

const common = (given: () => Migrating): void => {
  describe('are applied:', () => void applyingTests(given));
  describe('are refused before anything is written:', () => void refusingTests(given));
  describe('that fail', () => void advisingTests(given));
  describe('an index with a name that is taken:', () => void takenNameTests(given));
};

describe('migrations, on PGlite', () => void onBackend(embedded, common));

describe.skipIf(postgres.skip)(`migrations, ${postgres.title}`, () => {
  onBackend(
    async () => onCluster(await startPostgres()),
    (given) => {
      common(given);
      describe('among others:', () => void meetingTests(given));
    },
  );
});
