import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPort } from '@snapinfra/local-aws';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment, readSettings, serviceNames, SettingsError } from './settings.ts';

const root = mkdtempSync(join(tmpdir(), 'snapinfra-settings-'));
afterAll(() => rmSync(root, { recursive: true }));
const free = { PORT: '0', SNAPINFRA_DYNAMODB_PORT: '0', SNAPINFRA_AWS_PORT: '0' };

describe('the environment', () => {
  it('combines the shell and .env', () => {
    writeFileSync(join(root, '.env'), 'LOG_LEVEL=debug\nPORT=4000\n');
    expect(readEnvironment({ PORT: '5000' }, root)).toEqual({ LOG_LEVEL: 'debug', PORT: '5000' });
  });

  it('does not need .env', () => {
    expect(readEnvironment({ PORT: '5000' }, join(root, 'nowhere'))).toEqual({ PORT: '5000' });
  });
});

describe('settings', () => {
  it('have a port for every part', async () => {
    const { ports, stage, awsElsewhere } = await readSettings(free, []);
    expect(new Set(Object.values(ports)).size).toBe(5);
    expect([stage, awsElsewhere]).toEqual(['local', undefined]);
  });

  it('reserve no ports for the local AWS if another AWS is used', async () => {
    const settings = await readSettings({ ...free, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, ['--watch']);
    expect(settings).toMatchObject({
      awsElsewhere: 'http://127.0.0.1:4566',
      watch: true,
      ports: { dynamo: 0, aws: 0 },
    });
  });

  it('have no port for a key set if tokens are checked against another', async () => {
    const { ports } = await readSettings({ ...free, JWT_JWKS_URL: 'https://issuer.example/keys' }, []);
    expect(ports.keySet).toBe(0);
  });

  it('name the variable of a taken port', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const wanted = readSettings({ ...free, SNAPINFRA_AWS_PORT: String(port) }, []);
    await expect(wanted).rejects.toThrow(SettingsError);
    await expect(wanted).rejects.toThrow(
      new RegExp(`Port ${port} is in use.*SNAPINFRA_AWS_PORT=${port + 10} npm start`),
    );
    holder.close();
  });

  it('respect a port that another start has reserved but does not listen on yet', async () => {
    const PORT = String(await claimPort());
    await readSettings({ ...free, PORT }, []);
    await expect(readSettings({ ...free, PORT }, [])).rejects.toThrow(
      new RegExp(`^Port ${PORT} is in use by process ${process.pid}, which is starting up: choose another with PORT`),
    );
  });

  it.each(['Prod', 'a'.repeat(17), 'a b', '-a'])('reject the stage %s', async (STAGE) => {
    await expect(readSettings({ ...free, STAGE }, [])).rejects.toThrow(SettingsError);
  });
});

describe('services', () => {
  it('are the other apps that can be started', () => {
    for (const app of ['api', 'codegen-worker', 'hello', 'notes-only'])
      mkdirSync(join(root, 'apps', app, 'src'), { recursive: true });
    for (const app of ['api', 'codegen-worker', 'hello']) writeFileSync(join(root, 'apps', app, 'src/main.ts'), '');
    expect(serviceNames(root)).toEqual(['hello']);
  });
});
