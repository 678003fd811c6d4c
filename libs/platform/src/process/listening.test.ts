import { expect, it } from 'vitest';
import { listening } from './listening.ts';

const failing = (code: string) =>
  listening({ HEALTH_HOST: '::9', HEALTH_PORT: 80 }, () => Promise.reject(Object.assign(new Error(code), { code })));

it('names the variable that leads elsewhere', async () => {
  await expect(failing('EADDRINUSE')).rejects.toThrow('Port 80 is taken: set HEALTH_PORT to another one.');
  await expect(failing('EACCES')).rejects.toThrow("::9:80 can't be listened on: set HEALTH_HOST or HEALTH_PORT.");
  await expect(failing('EADDRNOTAVAIL')).rejects.toMatchObject({ code: 'port_not_available' });
});

it('leaves other errors as they are', async () => {
  await expect(failing('EMFILE')).rejects.toMatchObject({ code: 'EMFILE' });
  expect(await listening({}, async () => 'listens')).toBe('listens');
});
