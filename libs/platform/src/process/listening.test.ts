import { expect, it } from 'vitest';
import { listening } from './listening.ts';

// The order of the members says nothing.
const address = { port: ['HEALTH_PORT', 80], host: ['HEALTH_HOST', '::9'] } as const;
const failing = (code: string) => listening(address, () => Promise.reject(Object.assign(new Error(code), { code })));

it('names the variable that leads elsewhere', async () => {
  await expect(failing('EADDRINUSE')).rejects.toThrow('Port 80 is taken: set HEALTH_PORT to another one.');
  await expect(failing('EACCES')).rejects.toThrow("::9:80 can't be listened on: set HEALTH_HOST or HEALTH_PORT.");
  await expect(failing('EADDRNOTAVAIL')).rejects.toMatchObject({ code: 'port_not_available' });
});

it('leaves other errors as they are', async () => {
  await expect(failing('EMFILE')).rejects.toMatchObject({ code: 'EMFILE' });
  expect(await listening(address, async () => 'listens')).toBe('listens');
});
