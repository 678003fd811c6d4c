import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorkshop, readSample, type Workshop } from './support/generated-project.ts';

describe('a server that does not migrate at start', () => {
  let workshop: Workshop;
  beforeAll(() => void (workshop = createWorkshop()));
  afterAll(() => workshop.clean());

  it('starts without its migrations, and warns of them by their names', { timeout: 120_000 }, async () => {
    const project = workshop.generate('blog', readSample('blog-designer'));
    const { PATH = '' } = process.env;
    const server = spawn(process.execPath, ['src/main.ts'], {
      cwd: project,
      env: {
        PATH,
        NODE_ENV: 'production',
        PORT: '0',
        DATA_FOLDER: 'memory',
        MIGRATE_ON_START: 'false',
        JWT_SECRET: 'x'.repeat(32),
      },
    });
    onTestFinished(() => void server.kill());
    const ended = once(server, 'close');
    const logged: Readonly<Record<string, unknown>>[] = [];
    for await (const line of createInterface(server.stdout)) {
      logged.push(JSON.parse(line));
      if (line.includes('pending')) break;
    }
    server.kill();
    await ended;
    expect(logged.map(({ msg }) => msg)).toContain('ready');
    expect(logged.at(-1)).toMatchObject({
      level: 40,
      pending: ['0001_initial.sql'],
      msg: 'migrations are pending: apply them with `npm run migrate` (in the image: `node dist/migrate.js`)',
    });
  });
});
